/** Backups and their repository. */
import { entry, Exit, type ErrorEntry } from './entry';

export const backupErrors = {
  RepositoryMissing: entry(
    false,
    Exit.config,
    'See backup.repository in the fleet file; `roost backup init` makes a repository where there is none.',
  ),
  RepositoryExists: entry(
    false,
    Exit.refused,
    'It is used as it is. For another one name another place in backup.repository.',
  ),
  RepositoryPasswordWrong: entry(
    false,
    Exit.config,
    'See the secret that backup.repository.password names;',
    'a repository opens only with the password that it was made with.',
  ),
  RepositoryLocked: entry(
    true,
    Exit.locked,
    'Another restic works on the repository; it is tried again.',
    'A lock whose holder is gone is removed by itself.',
  ),
  RepositoryDamaged: entry(
    false,
    Exit.failed,
    'Run `restic check --read-data` to list what is damaged.',
    'Repair it (restic: Troubleshooting) before older backups are forgotten.',
  ),
  ResticFailed: entry(
    true,
    Exit.failed,
    'Read the message of restic above: its storage may be unreachable, or the credentials wrong.',
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
    'Read the output above.',
    'The fleet file names under data what is copied; the script is scripts.backup of the app.',
  ),
  CopyEmpty: entry(
    false,
    Exit.failed,
    'An empty copy is no backup.',
    'Find the data, or the reason why the dump or script writes nothing; then back the app up again.',
    'Remove a source that may stay empty from data.',
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
  CopyBusy: entry(
    true,
    Exit.failed,
    'Another process holds the lock of the database for longer than a copy waits.',
    'The backup is tried again; see what holds it.',
  ),
  CopyLive: entry(
    false,
    Exit.failed,
    'A file copy of a running database is not reliable.',
    'Dump it, as in the message, or name folders and volumes without it.',
  ),
  StalePull: entry(
    true,
    Exit.failed,
    'Another run has pulled the app since. Start a new backup if this one fails.',
  ),
  SnapshotMissing: entry(
    false,
    Exit.failed,
    'The repository lacks a snapshot that was made. Check its storage, then run `roost backup APP`.',
  ),
  UnknownSnapshot: entry(
    false,
    Exit.usage,
    '`roost snapshots APP` lists them. Name one by its id, a day or a time.',
  ),
  RestoreGone: entry(
    false,
    Exit.refused,
    'Former data are kept after a restore as long as backup.keepFormer of the fleet file says,',
    '7 days by default. An older state is in a snapshot: `roost snapshots APP`.',
  ),
  PlaceUnfit: entry(
    false,
    Exit.refused,
    'Nothing was changed. Do what the message names;',
    'a restore may also take the data beside the live ones: --into scratch.',
  ),
  ReleaseMismatch: entry(
    false,
    Exit.refused,
    'Bring a release into service that can read the data, or choose another snapshot:',
    'the message names both ways.',
  ),
  NotInSnapshot: entry(
    false,
    Exit.refused,
    'Name what the snapshot holds, or another snapshot;',
    'with "into": "scratch" it is brought beside the live data.',
  ),
  DataMismatch: entry(
    false,
    Exit.refused,
    'Nothing was changed. Name by --only or --path what both apps have,',
    'or give the other app the same names under data in the fleet file.',
  ),
  NotSanitized: entry(
    false,
    Exit.refused,
    "Data of another app are served only after the app's own scripts.sanitize has ended well on them.",
    '`roost restore undo RUN` gives the former data their place back.',
  ),
  HalfRestored: entry(
    false,
    Exit.refused,
    '`roost restore undo RUN` puts back what was kept before the script; or restore again.',
  ),
  LoadFailed: entry(
    false,
    Exit.failed,
    'Read the output above.',
    'The live data are as they were: choose another snapshot, or correct what the message names.',
  ),
  SwapFailed: entry(
    false,
    Exit.failed,
    'Read the output above. Nothing of the former data was removed; their names are in the plan of the run.',
  ),
  AppCheckFailed: entry(
    false,
    Exit.failed,
    "Read the output above: it is that of the app's own check (scripts.check).",
  ),
  DrillRefused: entry(
    false,
    Exit.refused,
    'Let the app have what the message names in its repository,',
    'under secrets (docs/secrets.md) or under data,',
    'or name paths that it can do without under apps.APP.backup.drill.drop.',
  ),
  KeysUnproven: entry(
    false,
    Exit.failed,
    'Make new copies of the keys that the table names,',
    'keep them where no host of the fleet is, and try again.',
  ),
  DrillLeftOver: entry(
    false,
    Exit.failed,
    'Remove what the message names by hand, or start `roost drill APP`:',
    'each drill first removes what is left.',
  ),
  NightFailed: entry(
    false,
    Exit.failed,
    '`roost backup status` shows each app; `roost backup APP` backs one up again.',
  ),
  RehearsalsFailed: entry(
    false,
    Exit.failed,
    '`roost drill report` shows what was rehearsed, and why it failed;',
    '`roost drill dr --scenario FIRE` rehearses one of them again.',
  ),
  RestoresRefused: entry(
    false,
    Exit.refused,
    'Nothing was changed. Do what the message names of each app, or leave that app out.',
  ),
  RestoresFailed: entry(
    false,
    Exit.failed,
    '`roost runs APP` lists the run of each app. Restore those that failed, and what needs them, again.',
  ),
  NightOver: entry(
    false,
    Exit.failed,
    'The night ended before this was done. Find what takes so long, or raise backup.night or backup.atOnce.',
  ),
  BackupRunning: entry(true, Exit.locked, 'Another run backs the app up: `roost runs APP` shows it.'),
} satisfies Record<string, ErrorEntry>;
