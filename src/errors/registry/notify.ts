/** Notifications and the audit. */
import { entry, Exit, type ErrorEntry } from './entry';

export const notifyErrors = {
  UnknownTarget: entry(false, Exit.usage, 'Use the name of a target under notify in the fleet file.'),
  NotifyFailed: entry(
    true,
    Exit.failed,
    'See the target under notify (or backup.ping) in the fleet file;',
    '`roost notify test TARGET` sends it a message.',
  ),
  AuditUnusable: entry(
    true,
    Exit.failed,
    'Check the free space and the owner and mode of the file. Move a damaged file away; a new one is made.',
  ),
} satisfies Record<string, ErrorEntry>;
