/** Waiting for containers to be healthy, and asking them. */
import { Context } from '@temporalio/activity';
import { RoostError } from '../../../errors';
import type { HealthConfig } from '../../../fleet/file/app/types';
import { forHost } from '../../../host/commands/curl';
import { execIn, logs } from '../../../host/commands/docker';
import { anyCode } from '../../../host/exit-code';
import { cleanTail } from '../../../host/ssh/tail';
import { startedBefore, readUptime, type Uptime } from '../../../host/uptime';
import { onlyIf } from '../../../lib/only-if';
import { shellScript } from '../../../lib/shell-script';
import type { Probe } from '../../../protocol/steps/release';
import type { StepSite } from '../site';
import { isReady, isRunning, type Container } from './containers';

const lastExitCode = shellScript(__dirname, 'last-exit-code');
const askInside = shellScript(__dirname, '../ask-inside');

/** Between two checks: short while the app may be down, a tenth of the time that has passed later on. */
const POLL_MS = { least: 50, most: 500 };
const LOG_LINES = 30;
const LOG_LENGTH = 8_000;
/** Seconds for a health check that is run here. */
const CHECK_S = 5;
/** The exit code of timeout(1) where the time ran out. */
const TIMED_OUT = 124;

export const pause = (ms: number): Promise<void> => Context.current().sleep(ms);

/** Errors: `Unhealthy`, final: with the end of the container's log. */
export async function unhealthy(
  site: Pick<StepSite, 'host' | 'read'>,
  container: Container,
  why: string,
): Promise<RoostError> {
  const { stdout, stderr } = await site.read(logs(container.id, LOG_LINES), { ok: [0, 1] });
  const log = cleanTail(stdout + stderr, site.host.scrub, { lines: LOG_LINES, characters: LOG_LENGTH });
  const { name, service } = container;
  const named = name?.includes(service) ? name : `${name} (service ${service})`;
  return new RoostError(
    'Unhealthy',
    `${named} ${why}${await lastExit(site, container)}.${log ? ` The end of its log:\n${log}` : ' Its log is empty.'}`,
    {
      container: container.name,
      service: container.service,
    },
  );
}

/** Of one that runs again Docker itself says only by its events how it ended. */
async function lastExit(
  site: Pick<StepSite, 'host' | 'read'>,
  { id, state, restartCount }: Container,
): Promise<string> {
  if (state !== 'running' || !restartCount) return '';
  const code = (await site.read(lastExitCode(id), { ok: anyCode })).stdout.trim();
  return /^\d+$/.test(code) ? ` (exit code ${code})` : '';
}

/** Ended with its engine or host, which has not started it again yet. */
export const endedWithHost = (container: Container, uptime: Uptime): boolean =>
  !isRunning(container) && startedBefore(Date.parse(container.startedAt ?? '') / 1000, uptime);

/** What is wrong with a container for good; null: nothing, or not yet. */
export function fault(container: Container, uptime: Uptime): string | null {
  if (endedWithHost(container, uptime)) return null;
  const { restartCount, exitCode, state, health } = container;
  // Docker starts such a container again, by its restart policy: how it ends is seen then.
  if (container.restartPolicy !== 'on-failure') {
    if (state === 'restarting') return `ended with code ${exitCode} and is started again and again`;
    if (restartCount > 0)
      return `crashed and was restarted ${restartCount} time${restartCount > 1 ? 's' : ''}`;
  }
  if (state === 'exited' && exitCode !== 0) return `ended with code ${exitCode}`;
  if (state === 'dead') return 'is dead';
  if (health === 'unhealthy') return 'is unhealthy by its own health check';
  return null;
}

/** Polls until all containers are ready and the probed service answers at its own address. */
export async function waitHealthy(
  site: StepSite,
  containers: () => Promise<Container[]>,
  probe: Probe,
  ignore: string[],
): Promise<Container> {
  const uptime = await readUptime(site.host);
  const began = Date.now();
  const end = began + probe.wait;
  const passes = ownChecks(site);
  for (;;) {
    const all = await containers();
    for (const c of all) {
      const wrong = ignore.includes(c.service) ? null : fault(c, uptime);
      if (wrong) throw await unhealthy(site, c, wrong);
    }
    const [serving, ...others] = all.filter((c) => c.service === probe.service && isRunning(c));
    // The cheap question first: `docker exec` takes ten times as long.
    let answer = serving && (await askContainer(site, serving, probe));
    for (const other of others) answer ??= await askContainer(site, other, probe);
    if (
      serving &&
      answer === null &&
      (await Promise.all(all.map(async (c) => isReady(c) || passes(c)))).every(Boolean)
    )
      return serving;
    if (Date.now() > end) {
      const late = all.find((c) => !isReady(c)) ?? serving;
      if (!late)
        throw new RoostError(
          'Unhealthy',
          `Service ${probe.service} of ${site.app.name} has no running container.`,
          { service: probe.service },
        );
      if (isReady(late))
        throw await unhealthy(
          site,
          late,
          `does not answer as it should at its own address, port ${probe.port} (${answer})`,
        );
      throw await unhealthy(
        site,
        late,
        `was not healthy after ${probe.wait / 1000} s (${late.health ?? late.state})`,
      );
    }
    await pause(Math.min(Math.max((Date.now() - began) / 10, POLL_MS.least), POLL_MS.most));
  }
}

/**
 * Docker inspects a starting container only after a whole interval, while the app is down.
 * So its own check is run here meanwhile: one that passes is all that makes a container
 * healthy. One that hangs is left to Docker from then on.
 */
function ownChecks(site: StepSite): (container: Container) => Promise<boolean> {
  const hanging = new Set<string>();
  return async (container) => {
    const { id, check, health } = container;
    if (!check || health !== 'starting' || !isRunning(container) || hanging.has(id)) return false;
    const { code } = await site.read(['timeout', String(CHECK_S), ...execIn(id, check)], { ok: anyCode });
    if (code === TIMED_OUT) hanging.add(id);
    return code === 0;
  };
}

/** At its own address; one without an address answers by being healthy. */
async function askContainer(site: StepSite, container: Container, probe: Probe): Promise<string | null> {
  if (probe.ask === 'nothing' || (probe.unchecked && container.health !== null)) return null;
  const networks = Object.entries(container.networks);
  const address =
    networks.find(([, n]) => n.ip)?.[1].ip ??
    (networks.some(([name]) => name === 'host') ? '127.0.0.1' : undefined);
  if (!address) return null;
  const host = address.includes(':') ? `[${address}]` : address;
  if (probe.ask === 'tcp') return connect(site, host, probe.port);
  return ask(site, [], {
    url: `http://${host}:${probe.port}${probe.path}`,
    host: null,
    status: probe.status,
    json: probe.json,
  });
}

/** Whether a port takes connections; null: it does. */
async function connect(site: StepSite, host: string, port: number): Promise<string | null> {
  const argv = ['curl', '-sS', '-o', '/dev/null', '-w', '%{time_connect}', '--max-time', '1'];
  const { stdout } = await site.read([...argv, '--', `telnet://${host}:${port}`], { ok: anyCode, input: '' });
  return Number(stdout) > 0 ? null : `port ${port} takes no connection`;
}

export interface Question {
  url: string;
  host: string | null;
  headers?: string[];
  status: number;
  json: HealthConfig['json'];
}

/** Asks with curl on the host, or by `prefix` inside a container; null: answered as it should. */
export async function ask(site: StepSite, prefix: string[], q: Question): Promise<string | null> {
  const { url, options } = q.host ? forHost(q.url, q.host) : { url: q.url, options: [] };
  const argv = [
    ...prefix,
    'curl',
    '-sS',
    '-o',
    '-',
    '-w',
    '\n%{http_code}',
    '--max-time',
    '5',
    ...options,
    '--',
    url,
  ];
  return answerTo(site, argv, q);
}

/** The same from inside a container whose image may have no curl, as the official ones of proxies. */
export function askFrom(site: StepSite, container: string, q: Question): Promise<string | null> {
  const headers = [...onlyIf(Boolean(q.host), `Host: ${q.host}`), ...(q.headers ?? [])];
  return answerTo(site, askInside(container, q.url, ...headers), q);
}

async function answerTo(site: StepSite, argv: string[], q: Question): Promise<string | null> {
  const { code, stdout, stderr } = await site.read(argv, { ok: anyCode });
  if (code !== 0) return cleanTail(stderr, site.host.scrub, { characters: 200 }) || `ended with code ${code}`;
  return judge(stdout, q);
}

/** `text` is the body, a newline and the status. */
export function judge(text: string, q: Pick<Question, 'status' | 'json'>): string | null {
  const cut = text.lastIndexOf('\n');
  const status = Number(text.slice(cut + 1));
  if (status !== q.status) return `status ${status}, not ${q.status}`;
  const fields = Object.entries(q.json);
  if (fields.length === 0) return null;
  let body: unknown;
  try {
    body = JSON.parse(text.slice(0, Math.max(cut, 0)));
  } catch {
    return 'the answer is not JSON';
  }
  for (const [path, wanted] of fields) {
    const found = path
      .split('.')
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], body);
    if (found !== wanted) return `field ${path} is ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`;
  }
  return null;
}
