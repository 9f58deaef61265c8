/** Provisioning a host. */
import { entry, Exit, type ErrorEntry } from './entry';

export const provisionErrors = {
  HostNotSupported: entry(
    false,
    Exit.refused,
    'Provisioning knows Debian 12 and 13, and Ubuntu 22.04 and 24.04, with systemd.',
    'Other hosts are prepared by hand: `roost check HOST` says what is missing.',
  ),
  NotRoot: entry(
    false,
    Exit.config,
    'For the first time log in as root: `roost provision HOST --user root`.',
    'It gives the user of the fleet file what later runs need.',
  ),
  ProvisionFailed: entry(
    false,
    Exit.failed,
    'Read what the host said, correct the fleet file or the host, then run `roost provision HOST` again:',
    'it goes on from there.',
  ),
  WouldLockOut: entry(
    false,
    Exit.refused,
    'The host has taken the change back by itself and is reachable as before.',
    'Correct `provision` in the fleet file.',
  ),
} satisfies Record<string, ErrorEntry>;
