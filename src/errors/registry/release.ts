/** Deploy and rollback. */
import { entry, Exit, type ErrorEntry } from './entry';

export const releaseErrors = {
  FetchFailed: entry(
    true,
    Exit.failed,
    'See that the host can read the repository: `git ls-remote` there, as the SSH user.',
  ),
  BuildFailed: entry(
    false,
    Exit.failed,
    'Read the end of the build log above, correct the commit and deploy again.',
  ),
  ModelChanged: entry(
    false,
    Exit.failed,
    'Somebody changed files in the app folder meanwhile (.env, an override or env file): deploy again.',
  ),
  PullFailed: entry(
    true,
    Exit.failed,
    'See that the registry answers. A login belongs under registries in the fleet file.',
  ),
  ScriptFailed: entry(
    false,
    Exit.failed,
    'Read the end of the script output above, correct the commit and deploy again.',
  ),
  Unhealthy: entry(
    false,
    Exit.failed,
    'Read the log of the container above, correct the commit and deploy again.',
  ),
  UrlFailed: entry(false, Exit.failed, 'Request the URL by hand; check the proxy and the log of the app.'),
  DumpFailed: entry(
    false,
    Exit.failed,
    'See the database service, its name and user in the fleet file under data.',
  ),
  StartedMeanwhile: entry(
    false,
    Exit.failed,
    'See who starts the container that the message names, and begin again.',
  ),
  RestoreFailed: entry(
    false,
    Exit.failed,
    'The former database is kept under the name in the message.',
    'Repair the database by hand, then run `roost decide RUN`.',
  ),
  DeployNotDone: entry(
    false,
    Exit.failed,
    'Read the deploy with `roost show` and the id in the message, then try another value.',
  ),
  UndoFailed: entry(
    false,
    Exit.waiting,
    'The app may be down. Check the host, repair the app, then run `roost decide RUN`.',
  ),
} satisfies Record<string, ErrorEntry>;
