/**
 * Every error that roost names. The key is the code an operator sees and the
 * `type` of the `ApplicationFailure` that carries it; tests, docs and retry
 * policies refer to the code, never to a class or a message.
 *
 * - `retryable`: whether trying the same thing again, unchanged, may help.
 * - `exit`: the CLI's exit code (documented in README).
 * - `hint`: what the operator does next.
 */
export interface ErrorEntry {
  readonly retryable: boolean;
  readonly exit: number;
  readonly hint: string;
}

/** Exit codes by family; 0 is success and 1 an error that has no name. */
export const Exit = {
  usage: 2,
  config: 3,
  refused: 4,
  failed: 5,
  unreachable: 6,
  locked: 7,
  waiting: 8,
  /** 128 + SIGINT, as shells have it. */
  detached: 130,
} as const;

const entry = (retryable: boolean, exit: number, hint: string): ErrorEntry => ({ retryable, exit, hint });

export const errors = {
  // Configuration and requests
  FleetInvalid: entry(
    false,
    Exit.config,
    'Mend the named fields of the fleet file; `roost check --offline` shows all of them.',
  ),
  FleetNotFound: entry(
    false,
    Exit.config,
    'Name the file with --fleet or ROOST_FLEET, or run roost in the folder that holds fleet.yaml.',
  ),
  UnknownApp: entry(
    false,
    Exit.usage,
    'Use the name of an app in the fleet file; `roost status` lists them.',
  ),
  UnknownHost: entry(
    false,
    Exit.usage,
    'Use the name of a host in the fleet file; `roost status` lists them.',
  ),
  UnknownRef: entry(
    false,
    Exit.usage,
    'Push the branch, tag or commit to the repository, or name another one with --ref.',
  ),
  UnknownSchedule: entry(
    false,
    Exit.usage,
    '`roost schedules` lists them; `roost schedules apply` makes those of the fleet file.',
  ),
  UnknownRun: entry(false, Exit.usage, '`roost runs` lists the runs.'),
  BadRequest: entry(false, Exit.usage, 'Mend the named option or input.'),
  ContractInvalid: entry(
    false,
    Exit.config,
    'Mend the named files in the repository, commit and deploy again.',
  ),

  // Refusals: nothing was changed
  NotAhead: entry(
    false,
    Exit.refused,
    'Deploy a commit that is ahead of the serving one (revert what you want gone), or allow one beside it with --diverged.',
  ),
  PlanChanged: entry(
    false,
    Exit.refused,
    'Read the new plan with --plan and expect its hash, or leave --expect away.',
  ),
  RollingForbidden: entry(
    false,
    Exit.refused,
    'Mend what the message names, or deploy with --strategy recreate.',
  ),
  NoRollbackTarget: entry(
    false,
    Exit.refused,
    '`roost releases APP` lists what is kept. Deploy a commit that reverts what you want gone.',
  ),
  UnknownRelease: entry(
    false,
    Exit.usage,
    '`roost releases APP` lists the releases that are kept. Any other commit has to be deployed.',
  ),
  NotBehind: entry(
    false,
    Exit.refused,
    'A rollback runs no migration. Bring that commit in with `roost deploy APP --ref COMMIT`.',
  ),
  RestoreNeeded: entry(
    false,
    Exit.refused,
    'Read what would be lost: `roost rollback APP --restore-data --plan`. Then add --restore-data, or mend forward with a deploy.',
  ),
  DumpMissing: entry(
    false,
    Exit.refused,
    'Without that dump there is no way back over the migration. Mend forward with a deploy, or restore a backup.',
  ),
  ImageGone: entry(
    false,
    Exit.refused,
    'It was not built by roost and cannot be made again. Name another release with --to, or deploy a commit.',
  ),
  StalePlan: entry(false, Exit.refused, 'The app has moved on since this plan was made. Start a new run.'),
  OperationClosed: entry(
    false,
    Exit.refused,
    'This operation was undone or ended. Start a new run, or reset to the first task only.',
  ),
  RunEnded: entry(false, Exit.refused, '`roost show RUN` tells how it ended. Start a new run.'),
  NothingToDecide: entry(false, Exit.usage, '`roost show RUN` says whether the run waits, and for what.'),

  // The lock
  Locked: entry(true, Exit.locked, 'Wait for the named run, or cancel it with `roost cancel RUN`.'),
  LockedElsewhere: entry(
    false,
    Exit.locked,
    'Another control plane holds the lock. If it is gone for good: `roost lock break APP`.',
  ),
  LockWaitTimeout: entry(
    false,
    Exit.locked,
    'See who holds the lock with `roost lock show APP`, then start again.',
  ),
  LockLost: entry(true, Exit.locked, 'The lock went to another run; this one takes it again where it may.'),

  // Hosts and the SSH door
  HostUnreachable: entry(
    true,
    Exit.unreachable,
    'See that the host is up and that its address and port in the fleet file answer: `roost check HOST`.',
  ),
  HostKeyChanged: entry(
    false,
    Exit.unreachable,
    'If the host was rebuilt put its new key into the fleet file; if not, somebody stands in between.',
  ),
  HostAuthFailed: entry(
    false,
    Exit.unreachable,
    'See that the user, key file or agent in the fleet file may log in.',
  ),
  HostBusy: entry(
    true,
    Exit.unreachable,
    'The host is busy with another command of this app; it is tried again.',
  ),
  ConnectionLost: entry(true, Exit.unreachable, 'The connection was cut in mid-command; it is tried again.'),
  CommandFailed: entry(true, Exit.failed, 'Read the output above; run the command on the host by hand.'),
  CommandTimeout: entry(true, Exit.failed, 'The command took longer than it may; see the load of the host.'),
  HostMisconfigured: entry(
    false,
    Exit.config,
    '`roost check HOST` names what is missing on the host and how to mend it.',
  ),
  DiskFull: entry(
    false,
    Exit.failed,
    'Free space on the host (`docker system df`, old releases), then start again.',
  ),
  OutcomeUnknown: entry(
    false,
    Exit.waiting,
    'The host went down in mid-step. Look at what the step did, then `roost decide RUN`.',
  ),
  HostRestarted: entry(
    true,
    Exit.unreachable,
    'Docker or the host was restarted in mid-step; the step begins anew.',
  ),
  JobLost: entry(
    true,
    Exit.failed,
    'The job is gone without a result, as after a reboot; a new one is started.',
  ),

  // Installation
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
    'Mend what the message names, then repeat the command: what was done already is kept.',
  ),

  // Tools and secrets
  CheckFailed: entry(false, Exit.config, 'Mend what is marked above, then check again.'),
  ToolMissing: entry(false, Exit.config, 'Install the named tool, or let roost fetch it: `roost check`.'),
  SecretKeyWrong: entry(
    false,
    Exit.config,
    'See that secrets.age.keyFile holds the key for which the file was encrypted (sops updatekeys).',
  ),
  SecretInvalid: entry(false, Exit.config, 'Open the file with sops, mend and commit it.'),

  // Backup
  RepositoryMissing: entry(
    false,
    Exit.config,
    'See backup.repository in the fleet file; `roost backup init` makes a repository where there is none.',
  ),
  RepositoryExists: entry(
    false,
    Exit.refused,
    'It goes on as it is: nothing has to be made. For another one name another place in backup.repository.',
  ),
  RepositoryPasswordWrong: entry(
    false,
    Exit.config,
    'See the secret that backup.repository.password names; a repository opens only with the password that it was made with.',
  ),
  RepositoryLocked: entry(
    true,
    Exit.locked,
    'Another restic works on the repository; it is tried again. A lock whose holder is gone is removed by itself.',
  ),
  RepositoryDamaged: entry(
    false,
    Exit.failed,
    'Let `restic check --read-data` tell what is damaged, and mend it (restic: Troubleshooting) before older backups are forgotten.',
  ),
  ResticFailed: entry(
    true,
    Exit.failed,
    'Read what restic says above: the backend may be away, or its credentials wrong.',
  ),
  BackupPartial: entry(
    false,
    Exit.failed,
    'The snapshot is kept, without the named files. See why they cannot be read, then back the app up again.',
  ),

  BackupStatusUnusable: entry(
    true,
    Exit.failed,
    'See the owner and mode of the file; a damaged one is put aside by the next backup.',
  ),
  CopyFailed: entry(
    false,
    Exit.failed,
    'Read the output above: what is copied stands in the fleet file under data, or in the app as scripts.backup.',
  ),
  CopyEmpty: entry(
    false,
    Exit.failed,
    'An empty copy is no backup. See what became of the data, or why the dump or script writes nothing, then back the app up again. What may be empty from now on does not belong under data.',
  ),
  CopyDamaged: entry(
    false,
    Exit.failed,
    'The copy could not be read back. See the space and the log of the database, then back the app up again.',
  ),
  CopyUnreadable: entry(
    false,
    Exit.failed,
    'Let the SSH user of the host read the named files, or back them up by a script of the app.',
  ),
  SourceMissing: entry(
    false,
    Exit.failed,
    'See the names under data in the fleet file, and that the app runs.',
  ),
  StalePull: entry(
    true,
    Exit.failed,
    'Another run has pulled the app since. It is pulled again; if not, start a new backup.',
  ),
  SnapshotMissing: entry(
    false,
    Exit.failed,
    'The repository does not hold what it has taken. Look at its storage, then `roost backup APP`.',
  ),
  NightFailed: entry(
    false,
    Exit.failed,
    '`roost backup status` shows each app; `roost backup APP` backs one up again.',
  ),
  NightOver: entry(
    false,
    Exit.failed,
    'The night was over before this was done: see what takes so long, or raise backup.night or backup.atOnce.',
  ),
  BackupRunning: entry(true, Exit.locked, 'Another run backs the app up: `roost runs APP` shows it.'),

  // Notifications and audit
  UnknownTarget: entry(false, Exit.usage, 'Use the name of a target under notify in the fleet file.'),
  NotifyFailed: entry(
    true,
    Exit.failed,
    'See the target under notify (or backup.ping) in the fleet file; `roost notify test TARGET` sends it a message.',
  ),
  AuditUnusable: entry(
    true,
    Exit.failed,
    'See the space, the owner and the mode of the file; move a damaged one away: a new one is begun.',
  ),

  // Deploy
  FetchFailed: entry(
    true,
    Exit.failed,
    'See that the host can read the repository: `git ls-remote` there, as the SSH user.',
  ),
  BuildFailed: entry(
    false,
    Exit.failed,
    'Read the end of the build log above; mend the commit and deploy again.',
  ),
  PullFailed: entry(true, Exit.failed, 'See that the registry answers and that the host is logged in to it.'),
  ScriptFailed: entry(
    false,
    Exit.failed,
    'Read the end of the script output above; mend the commit and deploy again.',
  ),
  Unhealthy: entry(
    false,
    Exit.failed,
    'Read the log of the container above; mend the commit and deploy again.',
  ),
  UrlFailed: entry(false, Exit.failed, 'Ask the URL by hand; see the proxy and the app log.'),
  DumpFailed: entry(
    false,
    Exit.failed,
    'See the database service, its name and user in the fleet file under data.',
  ),
  RestoreFailed: entry(
    false,
    Exit.failed,
    'The former database is kept under the name in the message. Mend by hand, then `roost decide RUN`.',
  ),
  UndoFailed: entry(
    false,
    Exit.waiting,
    'The app may not serve. Look at the host, mend it, then `roost decide RUN`.',
  ),

  // Temporal
  TemporalUnreachable: entry(
    true,
    Exit.unreachable,
    'Start it with `roost up` (installed: `systemctl restart roost-temporal`), or see TEMPORAL_ADDRESS. check, status, maintenance and lock work without it.',
  ),
  WorkerMissing: entry(
    true,
    Exit.unreachable,
    'No worker polls. Start one with `roost up` (installed: `systemctl restart roost-worker`).',
  ),
  GitHubFailed: entry(
    true,
    Exit.failed,
    'The deploy itself is not concerned. See that GITHUB_TOKEN may write commit statuses of the repository.',
  ),
  DeliveryRefused: entry(false, Exit.failed, 'The answer says why; the gateway has logged it too.'),
  GatewayMissing: entry(
    true,
    Exit.unreachable,
    "Read the gateway's log, then start it with `roost up` (installed: `systemctl restart roost-gateway`); `gateway` in the fleet file says where it listens.",
  ),
  HandedOver: entry(true, Exit.failed, 'The worker was stopped in mid-step; the next one goes on with it.'),
  PortInUse: entry(
    false,
    Exit.config,
    'End the program that uses the port, or give another one with --port.',
  ),
  Terminated: entry(
    false,
    Exit.failed,
    'Terminating undoes nothing and frees no lock: see `roost status APP`. The next run of the app cleans up.',
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

export type ErrorCode = keyof typeof errors;

export const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && Object.hasOwn(errors, code);
