import { RoostError } from '../../errors';
import type { HeldLock, LockOwner } from '../types';

/** One line of ASCII-safe JSON, whatever the names contain. */
export const writeOwner = ({ plane, workflowId, runId, workflow, by }: LockOwner): string => JSON.stringify({ plane, workflowId, runId, workflow, by });

/** guard.sh's answer: a verdict, then the lock file if there is one. */
export function parseLockAnswer(stdout: string): { got: boolean; lock: HeldLock | null } {
  const [verdict, first = '', owner = ''] = stdout.split('\n');
  if (verdict === 'free') return { got: false, lock: null };
  const [token, , since] = first.split(' ');
  try {
    return { got: verdict === 'got', lock: { ...(JSON.parse(owner) as LockOwner), token: Number(token), since: since! } };
  } catch (cause) {
    throw new RoostError('HostMisconfigured', 'The lock file on the host is damaged. `roost lock break` removes it.', {}, { cause });
  }
}
