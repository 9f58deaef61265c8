/** A restart of Docker or the host during a step: the failure is not the app's. */
import { RoostError, type ErrorCode } from '../../../errors';
import type { Host } from '../../../host/types';
import { readUptime, type Uptime } from '../../../host/uptime';
import { isDaemonDown, DAEMON_DOWN } from './docker-daemon';

/** Failures of the app, and their codes if Docker or the host restarted. */
const instead: Partial<Record<ErrorCode, ErrorCode>> = {
  Unhealthy: 'HostRestarted',
  UrlFailed: 'HostRestarted',
  BuildFailed: 'HostRestarted',
  DumpFailed: 'HostRestarted',
  RestoreFailed: 'HostRestarted',
  LoadFailed: 'HostRestarted',
  SwapFailed: 'HostRestarted',
  // It reads a little: it may be asked again.
  AppCheckFailed: 'HostRestarted',
  // A script must not run twice, and the cause of its failure is unknown.
  ScriptFailed: 'OutcomeUnknown',
};

/**
 * Runs a step's work. Errors: those of the work. If Docker or the host restarted meanwhile:
 * `HostRestarted` (retried) or `OutcomeUnknown`.
 */
export async function retryIfRestarted<T>(
  host: Pick<Host, 'name' | 'exec'>,
  before: Uptime,
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
      `Docker on ${host.name} was stopped or restarted meanwhile. The failure then: ${message}`,
      details,
      { cause: error },
    );
  }
}

async function wasRestarted(host: Pick<Host, 'exec'>, before: Uptime, said: string): Promise<boolean> {
  const now = await readUptime(host);
  if (now.engine !== before.engine || now.boot !== before.boot) return true;
  // Without a pid file the daemon is down; a stopping daemon keeps its
  // pid file until its containers have stopped.
  return now.engine === null ? DAEMON_DOWN.test(said) : isDaemonDown(host);
}
