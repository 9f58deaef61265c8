/** Docker or the host restarted under a step: what the step saw then is no word on the app. */
import { RoostError, type ErrorCode } from '../../errors';
import type { Host } from '../../host/types';
import { readGround, type Ground } from '../../host/uptime';
import { isDeaf, noEngine } from './docker-daemon';

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
export async function onGround<T>(
  host: Pick<Host, 'name' | 'exec'>,
  before: Ground,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // What may run twice is begun anew, whatever it is.
    const mayRunAgain = error instanceof RoostError && error.details.again === true;
    const code = mayRunAgain
      ? 'HostRestarted'
      : error instanceof RoostError
        ? instead[error.code]
        : undefined;
    // An engine that was away when the step began, and has run ever since what failed began, is not to blame.
    const isItsOwn = error instanceof RoostError && error.details.steady === true;
    if (
      !code ||
      isItsOwn ||
      !(await wasRestarted(host, before, code === 'HostRestarted' ? (error as RoostError).message : ''))
    )
      throw error;
    const { message, details } = error as RoostError;
    throw new RoostError(
      code,
      `Docker on ${host.name} was stopped or restarted meanwhile. What was seen then: ${message}`,
      details,
      { cause: error },
    );
  }
}

async function wasRestarted(host: Pick<Host, 'exec'>, before: Ground, said: string): Promise<boolean> {
  const now = await readGround(host);
  if (now.engine !== before.engine || now.boot !== before.boot) return true;
  // One that does not run is about to be started; one that stops has its pid file until it has stopped its containers.
  return now.engine === null ? noEngine.test(said) : isDeaf(host);
}
