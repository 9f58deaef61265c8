/** Docker or the host restarted under a step: what the step saw then is no word on the app. */
import { RoostError, type ErrorCode } from '../errors';
import { readGround, type Ground } from '../host/ground';
import type { Host } from '../host/types';

/** Failures that blame the app, and what they are where the ground went away. */
const instead: Partial<Record<ErrorCode, ErrorCode>> = {
  Unhealthy: 'HostRestarted',
  UrlFailed: 'HostRestarted',
  BuildFailed: 'HostRestarted',
  DumpFailed: 'HostRestarted',
  RestoreFailed: 'HostRestarted',
  // It must not run twice, and whether it failed by itself nobody knows.
  ScriptFailed: 'OutcomeUnknown',
};

/** Runs a step's work. Errors: its own; `HostRestarted`, to be tried again, or `OutcomeUnknown` where it failed while Docker or the host was restarted. */
export async function onGround<T>(host: Pick<Host, 'name' | 'exec'>, before: Ground, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // What may run twice is begun anew, whatever it is.
    const mayRunAgain = error instanceof RoostError && error.details.again === true;
    const code = mayRunAgain ? 'HostRestarted' : error instanceof RoostError ? instead[error.code] : undefined;
    // An engine that was away when the step began, and has run ever since what failed began, is not to blame.
    const isItsOwn = error instanceof RoostError && error.details.steady === true;
    if (!code || isItsOwn || !(await wasRestarted(host, before, code === 'HostRestarted' ? (error as RoostError).message : ''))) throw error;
    const { message, details } = error as RoostError;
    throw new RoostError(code, `Docker on ${host.name} was stopped or restarted meanwhile. What was seen then: ${message}`, details, { cause: error });
  }
}

/** Seconds after its start in which an engine may have its pid file, and not listen yet. */
const COMING_UP = 60;

/** In the words of Docker before and since version 29. */
export const noEngine = /Cannot connect to the Docker daemon|failed to connect to the docker API/i;

/** An engine that does not run is about to be started. */
async function wasRestarted(host: Pick<Host, 'exec'>, before: Ground, said: string): Promise<boolean> {
  const now = await readGround(host);
  if (now.engine !== before.engine || now.boot !== before.boot) return true;
  const isYoung = now.engine === null || (now.age !== undefined && now.age < COMING_UP);
  if (isYoung && noEngine.test(said)) return true;
  return now.engine !== null && (await isStopping(host));
}

/** An engine listens no more from when it is told to stop, and has its pid file until it has stopped its containers: 10 s and more. */
async function isStopping(host: Pick<Host, 'exec'>): Promise<boolean> {
  const { code, stderr } = await host.exec(['docker', 'version', '--format', '{{.Server.Version}}'], { ok: [0, 1, 127] });
  return code !== 0 && noEngine.test(stderr);
}
