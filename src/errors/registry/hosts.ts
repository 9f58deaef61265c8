/** Hosts, and commands on them. */
import { entry, Exit, type ErrorEntry } from './entry';

export const hostErrors = {
  HostUnreachable: entry(
    true,
    Exit.unreachable,
    'See that the host is up and that its address and port in the fleet file answer: `roost check HOST`.',
  ),
  HostKeyChanged: entry(
    false,
    Exit.unreachable,
    'If the host was rebuilt, put its new key into the fleet file.',
    'If not, another machine may answer in its place.',
  ),
  HostAuthFailed: entry(
    false,
    Exit.unreachable,
    'See that the user, key file or agent in the fleet file may log in.',
  ),
  HostBusy: entry(
    true,
    Exit.unreachable,
    'Another command of this app still runs on the host; this one is tried again.',
  ),
  ConnectionLost: entry(
    true,
    Exit.unreachable,
    'The connection was cut during a command; the command is repeated.',
  ),
  CommandFailed: entry(true, Exit.failed, 'Read the output above; run the command on the host by hand.'),
  CommandTimeout: entry(
    true,
    Exit.failed,
    'The command ran longer than its limit. Check the load of the host.',
  ),
  HostMisconfigured: entry(
    false,
    Exit.config,
    '`roost check HOST` names what is missing on the host and how to correct it.',
  ),
  DiskFull: entry(
    false,
    Exit.failed,
    'Free space on the disk that the message names (`docker system df`, old releases), then start again.',
  ),
  OutcomeUnknown: entry(
    false,
    Exit.waiting,
    'The host went down during a step. Check what the step did, then run `roost decide RUN`.',
  ),
  HostRestarted: entry(
    true,
    Exit.unreachable,
    'Docker or the host restarted during a step; the step runs again.',
  ),
  JobLost: entry(true, Exit.failed, 'The job ended without a result, as at a reboot; a new one is started.'),
} satisfies Record<string, ErrorEntry>;
