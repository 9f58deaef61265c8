/** Sends what was fetched to the app's host. */
import { lstat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { push } from '../../../host/push';
import { rooted, type Mount } from '../../../host/rooted';
import { shellScript } from '../../../lib/shell-script';
import { restorePaths } from '../../../plan/restore/names';
import type { RestoreItem, RestoreStepArgs } from '../../../protocol/steps/restore';
import { reportProgress } from '../../activity';
import type { StepSite } from '../../app/site';
import { receives, requireFormer, sentTo } from '../../data/restore';
import { fetchedIn } from './fetched';

const takeProgram = shellScript(__dirname, 'take-ahead');

/** ms; the step's own limit comes before it. */
const LIMIT = 7 * 24 * 3_600_000;

export async function sendData(
  site: StepSite,
  { items, into, ahead }: RestoreStepArgs['sendData'],
): Promise<string> {
  const { operation } = site.context;
  const here = fetchedIn(site, operation);
  const { sent } = restorePaths(site.paths.restores, operation);
  if (into === 'live') for (const item of items) await requireFormer(site, item);
  if (ahead !== undefined) await takeAhead(site, items, ahead);
  const parts = items.flatMap((item) => {
    const owners = (item.kind === 'folder' || item.kind === 'volume') && item.owners === true;
    const to = sentTo(site, item, operation, into);
    const main = { from: item.from, to, owners, ...receives(site, item, operation, ahead) };
    const roles = item.kind === 'postgres' ? item.roles : undefined;
    return roles ? [main, { from: roles, to: posix.join(sent, roles), owners: false }] : [main];
  });
  let done = 0;
  for (const part of parts) {
    const { from, to, owners } = part;
    const path = join(here, from);
    const isFolder = (await lstat(path)).isDirectory();
    // Under the fence; what follows writes only where this operation's names lead.
    await site.change(part.prepare ?? ['mkdir', '-p', isFolder ? to : posix.dirname(to)]);
    const mount = part.mount ?? (owners ? { rw: posix.dirname(to) } : undefined);
    let latest = 0;
    await push(site.host, {
      from: path,
      isFolder,
      to,
      owners,
      by: mount && ((argv) => asRoot(site, mount, argv)),
      signal: site.signal,
      timeout: LIMIT,
      onProgress: ({ bytes, rate, files }) => {
        latest = bytes;
        reportProgress({ what: 'sent', bytes: done + bytes, rate, files });
      },
    });
    done += latest;
  }
  return `${done} bytes went over`;
}

/** What was sent before is where it is sent now, so that only what differs goes over. */
async function takeAhead(site: StepSite, items: RestoreItem[], ahead: string): Promise<void> {
  const { operation } = site.context;
  const pairs = items.flatMap((item) => [
    sentTo(site, item, ahead, 'live'),
    sentTo(site, item, operation, 'live'),
  ]);
  await site.change(takeProgram(...pairs));
}

/** Only root may give files away. */
const asRoot = ({ app, context }: StepSite, mount: Mount, argv: string[]): string[] =>
  rooted({ app: app.name, operation: context.operation, when: 'always', mounts: [mount] }, argv);
