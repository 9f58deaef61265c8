import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAudit, type AuditEntry } from '../../../src/audit';
import { healthOf, healthRoute } from '../../../src/gateway/health';
import { Metrics, metricsRoute, workerMetrics } from '../../../src/gateway/metrics/runs';
import { identify } from '../../../src/lib/process';
import { entryOf } from '../../audit/sample';
import { start, type Started } from '../support';

let gateway: Started | undefined;
afterEach(() => gateway?.end());

let runs = 0;
const run = (changes: Partial<AuditEntry> = {}): AuditEntry =>
  entryOf({ at: '2026-05-01T10:00:00.000Z', runId: `run-${++runs}`, lockSeconds: 2, ...changes });

it('counts runs, deliveries and refusals from the audit, also those of before', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'roost-metrics-'));
  const audit = openAudit(join(folder, 'audit.db'), { info: () => {} });
  audit.record(run());
  const metrics = new Metrics(audit);
  expect(await metrics.text()).toContain(
    'roost_runs_total{workflow="deploy",app="phone",result="succeeded"} 1',
  );
  audit.record(run({ at: '2026-05-01T11:00:00.000Z', result: 'undone', code: 'Unhealthy' }));
  audit.record(
    run({
      kind: 'delivery',
      what: 'push',
      result: 'accepted',
      runId: null,
      seconds: 0.01,
      lockSeconds: null,
    }),
  );
  audit.record(
    run({
      kind: 'refusal',
      what: 'POST /hooks/github',
      app: null,
      result: 'refused',
      code: 'too-many',
      runId: null,
      details: { unwritten: 4 },
    }),
  );
  const text = await metrics.text();
  for (const line of [
    'roost_runs_total{workflow="deploy",app="phone",result="succeeded"} 1',
    'roost_runs_total{workflow="deploy",app="phone",result="undone"} 1',
    'roost_run_seconds_count{workflow="deploy"} 2',
    'roost_lock_wait_seconds_sum{workflow="deploy"} 4',
    `roost_last_success_timestamp_seconds{workflow="deploy",app="phone"} ${Date.parse('2026-05-01T10:00:00Z') / 1000}`,
    'roost_deliveries_total{app="phone",result="accepted"} 1',
    'roost_refusals_total{reason="too-many"} 5',
  ])
    expect(text.split('\n')).toContain(line);
  expect(await metrics.text()).toBe(text);
  audit.close();
  rmSync(folder, { recursive: true });
});

it('answers who asks on this machine, not who comes through a tunnel', async () => {
  const audit = { after: () => [] };
  gateway = await start({}, [metricsRoute(new Metrics(audit)), healthRoute(async () => [])]);
  const direct = await fetch(`${gateway.url}/metrics`);
  expect([direct.status, direct.headers.get('content-type')]).toEqual([
    200,
    expect.stringContaining('text/plain'),
  ]);
  for (const header of ['cf-connecting-ip', 'x-forwarded-for'])
    expect((await fetch(`${gateway.url}/metrics`, { headers: { [header]: '192.0.2.1' } })).status).toBe(404);
  const health = await fetch(`${gateway.url}/health`);
  expect([health.status, await health.json()]).toEqual([
    503,
    { status: 'unhealthy', temporal: 'reachable', worker: 'missing' },
  ]);
});

describe('what the worker tells of itself', () => {
  const none = { after: () => [] };
  it('stands beside what the audit tells', async () => {
    const text = await new Metrics(none, async () => 'temporal_long_request 3\n').text();
    expect(text).toMatch(/# TYPE roost_runs_total counter[^]*\ntemporal_long_request 3\n$/);
  });
  it('is left out where no worker answers', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'roost-metrics-'));
    const file = join(folder, 'worker-metrics.json');
    expect(await workerMetrics(file)).toBeNull();
    writeFileSync(file, JSON.stringify({ ...identify(process.pid), url: 'http://127.0.0.1:1/metrics' }));
    expect(await workerMetrics(file)).toBeNull();
    gateway = await start({}, [metricsRoute(new Metrics(none))]);
    const url = `${gateway.url}/metrics`;
    writeFileSync(file, JSON.stringify({ ...identify(process.pid), url }));
    expect(await workerMetrics(file)).toContain('# TYPE roost_runs_total counter');
    // Its pid is another process's by now, and so may be its port.
    writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'before', url }));
    expect(await workerMetrics(file)).toBeNull();
    rmSync(folder, { recursive: true });
  });
});

it.each([
  ['a worker polls', async () => [{}], { status: 'healthy', temporal: 'reachable', worker: 'polling' }],
  ['no worker polls', async () => [], { status: 'unhealthy', temporal: 'reachable', worker: 'missing' }],
  [
    'Temporal is away',
    () => Promise.reject(new Error('away')),
    { status: 'unhealthy', temporal: 'unreachable', worker: 'unknown' },
  ],
])('health: %s', async (_, pollers, expected) => {
  expect(await healthOf(pollers)).toEqual(expected);
});
