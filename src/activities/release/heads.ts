/** Compares every app's branch with what serves, for pushes whose delivery never came. */
import { RoostError } from '../../errors';
import type { HeadReport } from '../../protocol/push';
import { readRecords } from '../app/records';
import { siteOf, type Site } from '../app/site';
import { within } from '../backup/batches';
import type { Deps } from '../deps';
import { readDealt } from './facts/head';

const AT_ONCE = 8;
const LS_REMOTE_MS = 30_000;

/** What cannot be asked is told in the report: one host that is away must not hide the pushes to the others. */
export async function compareHeads(deps: Deps): Promise<HeadReport[]> {
  const { apps } = await deps.fleet();
  const names = Object.values(apps)
    .filter(({ push }) => push.deploy === 'automatic')
    .map(({ name }) => name);
  return within(AT_ONCE, names, (app) => compare(deps, app));
}

async function compare(deps: Deps, app: string): Promise<HeadReport> {
  try {
    const site = await siteOf(deps, app);
    const [head, records, dealt] = await Promise.all([headOf(site), readRecords(site), readDealt(site)]);
    const serving = records.find(({ current }) => current)?.commit ?? null;
    const says = verdict(head, serving, dealt?.commit ?? null);
    if (says === 'look') await deps.look(app, { by: 'comparison' });
    return { app, head, serving, says };
  } catch (error) {
    const { code, message } =
      error instanceof RoostError ? error : { code: 'Internal', message: (error as Error).message };
    return {
      app,
      head: null,
      serving: null,
      says: 'unknown',
      why: deps.redactor.scrub(`${code}: ${message}`).slice(0, 300),
    };
  }
}

function verdict(head: string | null, serving: string | null, dealt: string | null): HeadReport['says'] {
  if (head === null) return 'no branch';
  if (serving === null) return 'never deployed';
  if (head === serving) return 'serves';
  return head === dealt ? 'dealt with' : 'look';
}

/** Asked on the host: it is there that the repository can be read. */
async function headOf({ app, host }: Site): Promise<string | null> {
  const ref = `refs/heads/${app.branch}`;
  const quiet = ['env', 'GIT_TERMINAL_PROMPT=0', 'GIT_SSH_COMMAND=ssh -oBatchMode=yes'];
  const { stdout } = await host.exec([...quiet, 'git', 'ls-remote', '--', app.repository, ref], {
    timeout: LS_REMOTE_MS,
  });
  return headIn(stdout, ref);
}

/** git lists every ref that ends with the asked-for name: `refs/x/refs/heads/main`, too. */
export function headIn(listing: string, ref: string): string | null {
  const named = listing.split('\n').map((line) => line.split('\t'));
  const commit = named.find(([, name]) => name === ref)?.[0] ?? '';
  return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(commit) ? commit : null;
}
