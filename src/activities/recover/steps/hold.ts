/** Keeps an app from being used before it is whole, and opens it then. */
import { removePath, writeLine } from '../../../host/files';
import type { RecoverStepArgs } from '../../../protocol/steps/recover';
import { currentRun } from '../../activity';
import { clearPage, putPage } from '../../app/page';
import type { HostStepSite } from '../../host/site';
import { openedOf, markOf, partsDone, writeMark } from './mark';

/** By it a recovery knows the pages that a recovery has put up. */
const BY = 'roost-recover';

/** A person's page is never taken away by a deploy or a restore: so it stays through both. */
export async function holdApp(site: HostStepSite, args: RecoverStepArgs['holdApp']): Promise<string> {
  await writeMark(site, args.directory);
  return putPage(site, args.app, BY, `recovery ${site.context.operation}`);
}

/** A page that somebody else has put up stays. */
export async function openApp(site: HostStepSite, args: RecoverStepArgs['openApp']): Promise<string> {
  const { app, directory, parts } = args;
  const done = await partsDone(site, directory);
  const opened = openedOf(site, app);
  const isOpen =
    done === null &&
    (await site.read(['test', '-e', opened]).then(
      () => true,
      () => false,
    ));
  if (isOpen) return 'open';
  const missing = parts.filter((part) => !done?.includes(part));
  if (missing.length > 0) return `left out, behind its page: it is not ${missing.join(' and ')}`;
  const page = await clearPage(site, app, BY);
  const { workflowId, runId } = currentRun();
  const { startedAt } = await site.deps.startOf(workflowId, runId);
  const seconds = Math.round((Date.now() - Date.parse(startedAt)) / 1000);
  await site.change(writeLine(opened, String(seconds)));
  await site.change(removePath(markOf(directory)));
  return `open after ${seconds} s${page && `; ${page}`}`;
}
