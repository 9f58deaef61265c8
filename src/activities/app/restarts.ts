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
    if (!(error instanceof RoostError) || error.traits.afterRestart === 'keep') throw error;
    const code = error.traits.afterRestart === 'retry' ? 'HostRestarted' : instead[error.code];
    const { message, details } = error;
    if (!code || !(await wasRestarted(host, before, code === 'HostRestarted' ? message : ''))) throw error;
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
