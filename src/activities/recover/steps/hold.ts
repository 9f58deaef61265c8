/** Keeps an app from being used before it is whole, and opens it then. */
import { removePath } from '../../../host/files';
import { clearFlagArgv, parseFlag, personFlag, readFlagArgv, setFlagArgv } from '../../../host/maintenance';
import { proxyOf } from '../../../host/proxies';
import { shellScript } from '../../../lib/shell-script';
import type { RecoverStepArgs } from '../../../protocol/steps/recover';
import { currentRun } from '../../activity';
import type { HostStepSite } from '../../host/site';
import { openedOf, markOf, partsDone, writeMark } from './mark';

const writeFile = shellScript(__dirname, 'write-line');
/** By it a recovery knows the pages that a recovery has put up. */
const BY = 'roost-recover';

/** A person's page is never taken away by a deploy or a restore: so it stays through both. */
export async function holdApp(site: HostStepSite, args: RecoverStepArgs['holdApp']): Promise<string> {
  await writeMark(site, args.directory);
  const { proxy } = site.config;
  if (!proxy) return 'no proxy';
  const line = personFlag(BY, new Date().toISOString(), `recovery ${site.context.operation}`);
  const there = (await site.change(setFlagArgv(proxyOf(proxy).flag(args.app), line))).stdout.trim();
  return there ? `the page was on already: ${there}` : 'the page is on';
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
  let page = '';
  const { proxy } = site.config;
  if (proxy) {
    const path = proxyOf(proxy).flag(app);
    const [present, line = ''] = (await site.read(readFlagArgv(path))).stdout.split('\n');
    const flag = parseFlag(line);
    if (present === 'present' && flag.owner === 'person' && flag.by === BY)
      await site.change(clearFlagArgv(path, false));
    else if (present === 'present') page = `; the page of ${line} stays`;
  }
  const { workflowId, runId } = currentRun();
  const { startedAt } = await site.deps.startOf(workflowId, runId);
  const seconds = Math.round((Date.now() - Date.parse(startedAt)) / 1000);
  await site.change(writeFile(opened, String(seconds)));
  await site.change(removePath(markOf(directory)));
  return `open after ${seconds} s${page}`;
}
