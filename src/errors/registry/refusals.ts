/** Refusals: nothing was changed. */
import { entry, Exit, type ErrorEntry } from './entry';

export const refusalErrors = {
  NotAhead: entry(
    false,
    Exit.refused,
    'Deploy a commit that is ahead of the serving one (revert what you want gone),',
    'or allow one beside it with --diverged.',
  ),
  AppArchived: entry(
    false,
    Exit.refused,
    '`roost archive APP --undo` brings it back into service.',
    'Its data can be read meanwhile: `roost browse APP`, `roost restore APP --into scratch`.',
  ),
  AppMoved: entry(
    false,
    Exit.refused,
    '`roost move APP --to` the host that the message names writes it into the fleet file;',
    '`roost move APP --undo` brings the app back afterwards.',
  ),
  PlanChanged: entry(
    false,
    Exit.refused,
    'Read the new plan with --plan and expect its hash, or leave --expect away.',
  ),
  RollingForbidden: entry(
    false,
    Exit.refused,
    'Correct what the message names, or deploy with --strategy recreate.',
  ),
  ProjectElsewhere: entry(
    false,
    Exit.refused,
    "Set the app's `directory` and `source` to the folder that the message names,",
    'or end the project there (`docker compose down`), then start again.',
  ),
  PortTaken: entry(
    false,
    Exit.refused,
    'Stop what has the port (`ss -lntup` as root on HOST names a process),',
    'or publish another one in the Compose file.',
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
    'Read what would be lost: `roost rollback APP --restore-data --plan`.',
    'Then add --restore-data, or deploy a commit that fixes the app.',
  ),
  DumpMissing: entry(
    false,
    Exit.refused,
    'Without that dump the migration cannot be undone.',
    'Deploy a commit that fixes the app, or restore a backup.',
  ),
  ImageGone: entry(
    false,
    Exit.refused,
    'It was not built by roost and cannot be made again. Name another release with --to, or deploy a commit.',
  ),
  NoWayBack: entry(
    false,
    Exit.refused,
    'Name the data under `data` in the fleet file, so that they are kept before they are changed;',
    'or accept that by --no-way-back.',
  ),
  StalePlan: entry(false, Exit.refused, 'The app has moved on since this plan was made. Start a new run.'),
  OperationClosed: entry(
    false,
    Exit.refused,
    'This operation was undone or ended. Start a new run, or reset to the first task only.',
  ),
  RunEnded: entry(false, Exit.refused, '`roost show RUN` shows how it ended. Start a new run.'),
  NothingToDecide: entry(
    false,
    Exit.usage,
    '`roost show RUN` shows whether the run waits, and for which decision.',
  ),
} satisfies Record<string, ErrorEntry>;
