/** Installing roost. */
import { entry, Exit, type ErrorEntry } from './entry';

export const installationErrors = {
  NotPermitted: entry(
    false,
    Exit.config,
    'Run it as root (sudo), or name folders that you may write: `roost install --help`.',
  ),
  InstallRefused: entry(
    false,
    Exit.refused,
    'Move the named file away, or name another folder: `roost install --help`.',
  ),
  InstallFailed: entry(
    true,
    Exit.failed,
    'Correct what the message names, then repeat the command. Finished parts are kept.',
  ),
} satisfies Record<string, ErrorEntry>;
