import { RoostError } from '../../errors';
import type { HeldLock, LockOwner } from '../types';

/** One line of JSON in ASCII. */
export const writeOwner = ({ plane, workflowId, runId, workflow, by }: LockOwner): string =>
  JSON.stringify({ plane, workflowId, runId, workflow, by });

/** guard.sh's answer: a verdict, then the lock file if there is one. */
export function parseLockAnswer(stdout: string): { got: boolean; lock: HeldLock | null } {
  const [verdict, first = '', owner = ''] = stdout.split('\n');
  if (verdict === 'free') return { got: false, lock: null };
  const [token, , since] = first.split(' ');
  const lock = { ...ownerOf(owner), token: Number(token), since: since ?? '' };
  if (!/^\d+$/.test(token ?? '') || names.some((name) => typeof lock[name] !== 'string'))
    throw new RoostError(
      'HostMisconfigured',
      'The lock file on the host is damaged. `roost lock break` removes it.',
    );
  return { got: verdict === 'got', lock: lock as HeldLock };
}

/** The fields that identify the holder. */
const names = ['plane', 'workflowId', 'runId', 'workflow', 'by'] as const;

function ownerOf(owner: string): Partial<LockOwner> {
  try {
    return JSON.parse(owner) as Partial<LockOwner>;
  } catch {
    return {};
  }
}
