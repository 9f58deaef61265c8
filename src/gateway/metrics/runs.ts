/** `GET /metrics` for Prometheus, counted from the audit, which has every run and survives a restart. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AuditLine, AuditStore } from '../../audit';
import { readJson } from '../../lib/files/json-file';
import type { WorkerMetrics } from '../../lib/files/state';
import { isAlive } from '../../lib/process';
import type { Mount } from '../server';

const minutes = [5, 15, 30, 60, 120, 300, 900, 1800, 3600, 7200];
/** Lines that one query reads. */
const batch = 1_000;

export class Metrics {
  readonly registry = new Registry();
  private readonly runs = this.counter('roost_runs_total', 'Runs that have ended', [
    'workflow',
    'app',
    'result',
  ]);
  private readonly seconds = this.histogram('roost_run_seconds', 'From start to end', ['workflow']);
  private readonly lockSeconds = this.histogram(
    'roost_lock_wait_seconds',
    'Thereof spent waiting for the lock',
    ['workflow'],
  );
  private readonly success = new Gauge({
    name: 'roost_last_success_timestamp_seconds',
    help: 'When the last run ended well',
    labelNames: ['workflow', 'app'],
    registers: [this.registry],
  });
  private readonly deliveries = this.counter('roost_deliveries_total', 'Webhook deliveries by answer', [
    'app',
    'result',
  ]);
  private readonly refusals = this.counter('roost_refusals_total', 'Refused requests by reason', ['reason']);
  private read = 0;

  /**
   * `worker`: the metrics of the worker on this machine; null: no worker answers. `backup`: those of the
   * backups.
   */
  constructor(
    private readonly audit: Pick<AuditStore, 'after'>,
    private readonly worker: () => Promise<string | null> = async () => null,
    private readonly backup: () => Promise<string> = async () => '',
  ) {}

  /** Counts the audit's new lines, then returns all metrics. Errors: `AuditUnusable`. */
  async text(): Promise<string> {
    for (;;) {
      const lines = this.audit.after(this.read, batch);
      for (const line of lines) this.count(line);
      this.read = lines.at(-1)?.id ?? this.read;
      if (lines.length < batch) break;
    }
    const [own, backup, worker] = await Promise.all([this.registry.metrics(), this.backup(), this.worker()]);
    return `${own}${backup}${worker ?? ''}`;
  }

  private count({ kind, what, app, result, code, at, seconds, lockSeconds, details }: AuditLine): void {
    if (kind === 'refusal')
      return this.refusals.inc({ reason: code ?? result }, 1 + Number(details.unwritten ?? 0));
    if (kind === 'delivery') return this.deliveries.inc({ app: app ?? '', result });
    if (kind === 'alert') return;
    this.runs.inc({ workflow: what, app: app ?? '', result });
    if (seconds !== null) this.seconds.observe({ workflow: what }, seconds);
    if (lockSeconds !== null) this.lockSeconds.observe({ workflow: what }, lockSeconds);
    if (result === 'succeeded' || result === 'unchanged')
      this.success.set({ workflow: what, app: app ?? '' }, Date.parse(at) / 1000);
  }

  private counter<T extends string>(name: string, help: string, labelNames: T[]): Counter<T> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  private histogram<T extends string>(name: string, help: string, labelNames: T[]): Histogram<T> {
    return new Histogram({ name, help, labelNames, buckets: minutes, registers: [this.registry] });
  }
}

const workerLimit = 1_000;

/** Reads the metrics from the address that the worker has written to `file`. Null: no worker answers. */
export async function workerMetrics(file: string): Promise<string | null> {
  const worker = readJson<WorkerMetrics>(file);
  // If the worker has ended, another program may have its port.
  if (!worker || !isAlive(worker)) return null;
  const answer = await fetch(worker.url, { signal: AbortSignal.timeout(workerLimit) }).catch(() => null);
  return answer?.ok ? answer.text() : null;
}

/** A request with one of these headers came through a tunnel or a proxy. It gets no list of the apps. */
const forwarded = ['cf-connecting-ip', 'x-forwarded-for', 'x-real-ip', 'forwarded'];

export const metricsRoute =
  (metrics: Metrics): Mount =>
  (server) =>
    void server.get('/metrics', async (request, reply) => {
      if (forwarded.some((name) => request.headers[name] !== undefined)) return reply.callNotFound();
      return reply.type(metrics.registry.contentType).send(await metrics.text());
    });
