/** The lock of a scope. */
import { entry, Exit, type ErrorEntry } from './entry';

export const lockErrors = {
  Locked: entry(true, Exit.locked, 'Wait for the named run, or cancel it with `roost cancel RUN`.'),
  LockedElsewhere: entry(
    false,
    Exit.locked,
    'Another control plane holds the lock.',
    'If it is gone for good: `roost lock break APP`, of a host `roost lock break --host HOST`.',
  ),
  CommandedElsewhere: entry(
    false,
    Exit.locked,
    'The fleet was recovered to another control host.',
    'End this one (`roost down`; installed: `roost uninstall`).',
    'If this one is to command: `roost recover-control`.',
  ),
  ControlAlive: entry(
    false,
    Exit.refused,
    'Nothing was changed on the hosts.',
    'Two control hosts must not command one fleet:',
    'end the other one (`roost down`; installed: `roost uninstall`; or power it off),',
    'then add --former-is-gone.',
  ),
  LockWaitTimeout: entry(
    false,
    Exit.locked,
    'See who holds the lock with `roost lock show APP` (of a host: `--host HOST`), then start again.',
  ),
  LockLost: entry(true, Exit.locked, 'Another run took the lock; this run takes it back when it may.'),
} satisfies Record<string, ErrorEntry>;
