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
  HostNotBack: entry(
    false,
    Exit.failed,
    "Look at the provider's console.",
    'When the host answers, `roost status` shows how its apps are, and `roost host patch HOST` goes on.',
  ),
  AppsNotBack: entry(
    false,
    Exit.failed,
    'Hosts that were to follow were not changed. `roost logs APP` says why a container is not well;',
    '`roost deploy APP --again` or `roost rollback APP` brings an app back.',
  ),
  PatchFailed: entry(
    false,
    Exit.failed,
    'The run of that host says what is wrong: `roost runs`.',
    'When it is well, run the command again for the hosts that are left.',
  ),
  WouldLockOut: entry(
    false,
    Exit.refused,
    'The host has taken the change back by itself and is reachable as before.',
    'Correct `provision` in the fleet file.',
  ),
} satisfies Record<string, ErrorEntry>;
