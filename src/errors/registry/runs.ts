/** Temporal, the processes of roost, and how runs end. */
import { entry, Exit, type ErrorEntry } from './entry';

export const runErrors = {
  TemporalUnreachable: entry(
    true,
    Exit.unreachable,
    'Start it with `roost up` (installed: `systemctl restart roost-temporal`), or see TEMPORAL_ADDRESS.',
    'check, status, maintenance and lock work without it.',
  ),
  WorkerMissing: entry(
    true,
    Exit.unreachable,
    'No worker polls. Start one with `roost up` (installed: `systemctl restart roost-worker`).',
  ),
  GitHubFailed: entry(
    true,
    Exit.failed,
    'The deploy itself is not affected. Check that GITHUB_TOKEN may write commit statuses of the repository.',
  ),
  DeliveryRefused: entry(
    false,
    Exit.failed,
    'The answer gives the reason; the log of the gateway has it too.',
  ),
  GatewayMissing: entry(
    true,
    Exit.unreachable,
    "Read the gateway's log, then start it with `roost up` (installed: `systemctl restart roost-gateway`);",
    '`gateway` in the fleet file is the address where it listens.',
  ),
  OtherRunFailed: entry(
    false,
    Exit.failed,
    '`roost show` of the named run says why.',
    'Mend that, then decide retry; skip leaves the app out, and behind its page.',
  ),
  HandedOver: entry(true, Exit.failed, 'The worker was stopped during a step; the next worker continues it.'),
  FormerMissing: entry(
    false,
    Exit.config,
    'A former Temporal can be read where `roost recover-control` has brought its database from a snapshot.',
  ),
  PortInUse: entry(
    false,
    Exit.config,
    'End the program that uses the port, or give another one with --port.',
  ),
  Terminated: entry(
    false,
    Exit.failed,
    'Terminating a run undoes nothing and frees no lock: see `roost status APP`.',
    'The next run of the app cleans up.',
  ),
  DownTooLong: entry(
    false,
    Exit.failed,
    'The app serves where it did before. See which step took so long:',
    'a host that does not answer, or more data than expected (`move.down` in the fleet file, or `--down`).',
  ),
  TookTooLong: entry(
    false,
    Exit.failed,
    'See what takes so long (`roost show RUN`), or raise the limit in the fleet file.',
  ),
  DecisionNeeded: entry(false, Exit.waiting, '`roost decide RUN` shows what each answer does.'),
  Detached: entry(
    false,
    Exit.detached,
    'Come back with `roost show RUN --follow`, end it with `roost cancel RUN`.',
  ),
  Cancelled: entry(false, Exit.failed, 'The run was cancelled and undone.'),
  Internal: entry(false, 1, 'This is a defect of roost. Keep the message and the run id.'),
} satisfies Record<string, ErrorEntry>;
