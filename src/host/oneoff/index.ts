/**
 * Named one-off containers. The name prevents a second container, `docker wait`
 * re-attaches, `docker stop` cancels. A container is renamed before it is
 * stopped, so that its exit code does not count as its own end.
 */
import { RoostError } from '../../errors';
import { shellScript } from '../../lib/shell-script';
import { MINUTE } from '../../lib/time';
import { runOneOff as composeRun } from '../commands/compose';
import { byLabel, inspectContainers, logs, remove, waitFor } from '../commands/docker';
import { parseInspect, type ContainerInfo } from '../parse/containers';
import { eitherOf, patiently } from '../patience';
import { cleanTail } from '../ssh/tail';
import type { Guard, Fence, Host } from '../types';
import { uptimeCommand, startedBefore, parseUptime } from '../uptime';
import { byEnv, withEnv } from './env';
import { whyUnknown } from './outcome';
import { byOneOff, markAndStop, wasStopped } from './stop';

const startIfCreated = shellScript(__dirname, 'start-if-created');
const removeProgram = shellScript(__dirname, 'remove');

export interface OneOffSpec {
  /** Used for one purpose only. */
  name: string;
  /** `docker compose …` up to the verb. */
  compose: string[];
  service: string;
  command: string[];
  entrypoint?: string;
  labels: { app: string; operation: string; step: string };
  env?: Record<string, string>;
}

/** `steady`: neither Docker nor the host restarted since the container's start, so it ended by itself. */
export type OneOffResult =
  | { outcome: 'ended'; code: number; steady: boolean; tail: string }
  | { outcome: 'unknown'; why: string; tail: string };

export interface OneOffOptions {
  /** Aborting it ends the container. */
  signal?: AbortSignal;
  /** Aborting it leaves the container running, for another attempt. */
  leave?: AbortSignal;
  /** Called at least every 5 s. */
  onBeat?: () => void;
}

export const oneOffLabels = { app: 'roost.app', operation: 'roost.operation', step: 'roost.step' } as const;

const tailLines = 200;
const tailLength = 16 * 1024;
const beatEvery = 4_000;
/** Seconds that one call waits; then its channel is free for the next command in the queue. */
const waitSeconds = 20;
const changeTimeout = 5 * MINUTE;

/**
 * Starts the container or re-attaches to it, and returns its end. An abort of `signal` ends it and rejects
 * after its end; `leave` rejects at once.
 */
export async function runOneOff(
  host: Host,
  guard: Guard,
  fence: Fence,
  spec: OneOffSpec,
  { signal: cancelled, leave, onBeat }: OneOffOptions = {},
): Promise<OneOffResult> {
  const signal = eitherOf(cancelled, leave);
  onBeat?.();
  const beat = setInterval(() => onBeat?.(), beatEvery);
  try {
    await patiently(() => begin(host, guard, fence, spec, signal), { signal });
    return await untilEnded(host, spec.name, signal);
  } catch (error) {
    if (!cancelled?.aborted) throw error;
    await patiently(async () => {
      // After a start that may still be in progress: `show` waits for its lock.
      await guard.show();
      await endAll(host, byOneOff(spec.name));
    });
    throw cancelled.reason;
  } finally {
    clearInterval(beat);
  }
}

/** Ends all one-offs of the app; returns their names. */
export const endOneOffs = (host: Host, app: string): Promise<string[]> =>
  endAll(host, byLabel(oneOffLabels.app, app));

/** argv that removes the containers of an operation. */
export const removeOneOffs = (operation: string): string[] =>
  removeProgram(byLabel(oneOffLabels.operation, operation));

export const listOneOffs = (host: Host, app: string): Promise<ContainerInfo[]> =>
  list(host, byLabel(oneOffLabels.app, app));

async function begin(
  host: Host,
  guard: Guard,
  fence: Fence,
  spec: OneOffSpec,
  signal?: AbortSignal,
): Promise<void> {
  const [there] = await list(host, byOneOff(spec.name));
  if (there && there.state !== 'created') return;
  // Checked again under the fence: meanwhile another attempt may have started it, and it may have ended.
  const argv = there ? startIfCreated(there.id) : runCommand(spec);
  try {
    await guard.change(fence, argv, { input: withEnv(spec.env ?? {}), signal, timeout: changeTimeout });
  } catch (error) {
    // A lost answer, or another attempt that was faster.
    const [now] = await list(host, byOneOff(spec.name));
    if (!now || now.state === 'created') throw error;
  }
}

function runCommand({ name, compose, service, command, entrypoint, labels, env = {} }: OneOffSpec): string[] {
  const named = Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [oneOffLabels[key as keyof typeof labels], value]),
  );
  return byEnv(
    composeRun(compose, service, command, { name, labels: named, entrypoint, envNames: Object.keys(env) }),
  );
}

async function untilEnded(host: Host, name: string, signal?: AbortSignal): Promise<OneOffResult> {
  let waited = name;
  for (;;) {
    // The answer of `docker wait` is not used: the wait may be cut off, or end with the engine.
    await patiently(() => host.exec(waitFor(waited, waitSeconds), { ok: [0, 1, 124, 125], signal }), {
      signal,
    });
    const [container] = await patiently(() => list(host, byOneOff(name)), { signal });
    if (!container)
      throw new RoostError('OutcomeUnknown', `The container ${name} began and is gone from ${host.name}.`, {
        host: host.name,
        container: name,
      });
    if (isOver(container)) return patiently(() => readResult(host, container), { signal });
    waited = container.id;
  }
}

async function readResult(host: Host, container: ContainerInfo): Promise<OneOffResult> {
  const [uptime, output] = await Promise.all([
    host.exec(uptimeCommand),
    host.exec(logs(container.id, tailLines), { ok: [0, 1] }),
  ]);
  const tail = cleanTail(output.stdout + output.stderr, host.scrub, { characters: tailLength });
  const now = parseUptime(uptime.stdout);
  const why = wasStopped(container.name) ? 'roost stopped it for another run' : whyUnknown(container, now);
  if (why) return { outcome: 'unknown', why, tail };
  const steady = container.startedAt !== null && !startedBefore(Date.parse(container.startedAt) / 1000, now);
  return { outcome: 'ended', code: container.exitCode ?? 255, steady, tail };
}

const isOver = ({ state }: ContainerInfo): boolean => state === 'exited' || state === 'dead';

/** A container that was created but not started is removed, so that no attempt can start it later. */
async function endAll(host: Host, filter: string): Promise<string[]> {
  const unfinished = (await list(host, filter)).filter((container) => !isOver(container));
  const idsOf = (created: boolean) =>
    unfinished.filter(({ state }) => (state === 'created') === created).map(({ id }) => id);
  const [made, running] = [idsOf(true), idsOf(false)];
  if (made.length > 0) await host.exec(remove(...made), { timeout: changeTimeout });
  if (running.length > 0) await host.exec(markAndStop(running), { timeout: changeTimeout });
  return unfinished.map(({ name }) => name);
}

async function list(host: Host, filter: string): Promise<ContainerInfo[]> {
  const { code, stdout, stderr } = await host.exec(inspectContainers(filter), { ok: [0, 1] });
  // Waits for an engine that restarts, as for a host.
  if (code !== 0)
    throw new RoostError(
      'HostBusy',
      `Docker on ${host.name} does not answer: ${cleanTail(stderr, host.scrub)}`,
      {
        host: host.name,
      },
    );
  return parseInspect(stdout.trim() === '' ? '[]' : stdout);
}
