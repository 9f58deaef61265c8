/** Named one-off containers: the name is the lock, `docker wait` the re-attach, `docker stop` the cancel. */
import { RoostError } from '../errors';
import type { Host } from '../host/types';
import { listContainers, type Container } from './containers';
import { pause } from './health';
import type { StepSite } from './site';

export interface OneOffSpec {
  name: string;
  /** `docker compose …` of the release. */
  compose: string[];
  service: string;
  entrypoint: string;
  command: string[];
}

export type OneOffOutcome = { state: 'ended'; code: number; tail: string } | { state: 'unknown'; why: string; name: string; tail: string };

const APP = 'roost.app';
const OPERATION = 'roost.operation';
const POLL_MS = 250;
const TAIL = '200';

/** Starts it, or finds the one that an earlier attempt started, and waits for its end. A cancel ends it. */
export async function runOneOff(site: StepSite, spec: OneOffSpec): Promise<OneOffOutcome & { code: number }> {
  try {
    await begin(site, spec);
    return await untilEnded(site, spec);
  } catch (error) {
    if (site.signal.aborted) await stopAll(site.host, [`name=^/${spec.name}$`]);
    throw error;
  }
}

async function begin(site: StepSite, spec: OneOffSpec): Promise<void> {
  const there = await find(site.host, spec.name);
  if (there?.state === 'created') {
    // Made, but its starter died before starting it.
    await site.change(['docker', 'start', there.id]);
    return;
  }
  if (there) return;
  const labels = [`${APP}=${site.app.name}`, `${OPERATION}=${site.context.operation}`].flatMap((label) => ['--label', label]);
  try {
    await site.change([...spec.compose, 'run', '--detach', '--no-deps', '--name', spec.name, ...labels, '--entrypoint', spec.entrypoint, spec.service, ...spec.command], { timeout: 5 * 60_000 });
  } catch (error) {
    // An answer that was lost on its way: whether it runs is read from the host.
    if (!(await find(site.host, spec.name))) throw error;
  }
}

async function untilEnded(site: StepSite, spec: OneOffSpec): Promise<OneOffOutcome & { code: number }> {
  for (;;) {
    site.signal.throwIfAborted();
    const container = await find(site.host, spec.name);
    if (!container) throw new RoostError('OutcomeUnknown', `The container ${spec.name} began and is gone from ${site.host.name}.`, { container: spec.name });
    if (container.state === 'exited' || container.state === 'dead') return ended(site, container);
    await pause(POLL_MS);
  }
}

async function ended(site: StepSite, container: Container): Promise<OneOffOutcome & { code: number }> {
  const { stdout, stderr } = await site.read(['docker', 'logs', '--tail', TAIL, container.id], { ok: [0, 1] });
  const tail = site.deps.redactor.scrub((stdout + stderr).slice(-16_384));
  const code = container.exitCode ?? 255;
  const why = await endedFromOutside(site, container, code);
  return why ? { state: 'unknown', why, name: container.name, tail, code } : { state: 'ended', code, tail };
}

/** A script that a signal or the fall of its engine ended has done nobody knows how much. */
async function endedFromOutside(site: StepSite, container: Container, code: number): Promise<string | null> {
  if (container.state === 'dead') return 'Docker lost it';
  if (code === 137 || code === 143) return `signal ${code - 128}`;
  if (code !== 255) return null;
  const { stdout } = await site.read(['sh', '-c', 'stat -c %Y /run/docker.pid /var/run/docker.pid 2>/dev/null | sort -n | tail -n 1']);
  const engineSince = Number(stdout.trim()) * 1000;
  return engineSince > Date.parse(container.startedAt ?? '') ? 'the Docker Engine was restarted' : null;
}

async function find(host: Host, name: string): Promise<Container | undefined> {
  return (await listContainers(host, [`name=^/${name}$`]))[0];
}

/** Ends what runs for the app, and waits until it is gone. */
export const endOneOffs = (host: Host, app: string): Promise<void> => stopAll(host, [`label=${APP}=${app}`, 'status=running']);

async function stopAll(host: Host, filters: string[]): Promise<void> {
  const found = (await listContainers(host, filters)).filter((c) => c.state === 'running');
  if (found.length > 0) await host.exec(['docker', 'stop', ...found.map((c) => c.id)], { timeout: 5 * 60_000 });
}

/** Takes the ended ones of an operation away. */
export async function removeOneOffs(host: Host, operation: string): Promise<void> {
  const found = await listContainers(host, [`label=${OPERATION}=${operation}`]);
  if (found.length > 0) await host.exec(['docker', 'rm', '--force', '--volumes', ...found.map((c) => c.id)], { timeout: 5 * 60_000 });
}
