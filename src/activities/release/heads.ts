/** Compares every app's branch with what serves, for pushes whose delivery never came. */
import pLimit from 'p-limit';
import { RoostError } from '../../errors';
import type { AppConfig } from '../../fleet/file/app/types';
import type { HeadReport } from '../../protocol/push';
import { readRecords } from '../app/folder/records';
import { siteOf, type Site } from '../app/site';
import type { Deps } from '../deps';
import { readDealt } from './facts/commit/head';

const AT_ONCE = 16;
/** At most so many on one host: a repository server that hangs must not take every place. */
const AT_ONCE_ON_HOST = 2;
const LS_REMOTE_MS = 30_000;
/** Of the activity's five minutes; the rest is for the answers under way. */
const TIME_MS = 3 * 60_000;

/** For tests. */
export interface Pace {
  /** ms for all questions; what has not begun by then is left to the next comparison. */
  limit: number;
  /** ms since any fixed moment; never goes back. */
  now(): number;
}

const realPace: Pace = { limit: TIME_MS, now: () => performance.now() };

/**
 * Reports what it cannot find out. What hangs never keeps the other apps from being compared: a host
 * or repository server that does not answer is asked once or twice, and an app for which there was no
 * time comes first in the next comparison.
 */
export function headComparison(deps: Deps, pace: Pace = realPace): () => Promise<HeadReport[]> {
  let begin: string | undefined;
  return async () => {
    const { apps } = await deps.fleet();
    const wanted = Object.values(apps).filter(
      ({ push, archived }) => push.deploy === 'automatic' && archived === undefined,
    );
    const first = Math.max(
      0,
      wanted.findIndex(({ name }) => name === begin),
    );
    begin = undefined;
    const end = pace.now() + pace.limit;
    const silent = new Map<string, string>();
    const reports = await onHosts([...wanted.slice(first), ...wanted.slice(0, first)], async (app) => {
      const keys = [app.host, `${app.host} ${serverOf(app.repository)}`];
      const known = keys.map((key) => silent.get(key)).find((why) => why !== undefined);
      if (known !== undefined) return unknown(app.name, known);
      if (pace.now() >= end) {
        begin ??= app.name;
        return unknown(app.name, 'there was no time left; the next comparison begins with this app');
      }
      return compare(deps, app.name, (what, why) => silent.set(keys[what === 'host' ? 0 : 1]!, why));
    });
    return wanted.map(({ name }) => reports.get(name)!);
  };
}

/** `git.example` of `git@git.example:me/phone.git`; a path is its own server. */
const serverOf = (repository: string): string =>
  /^(?:[a-z+]+:\/\/)?(?:[^@/]*@)?([^:/]+)/.exec(repository)?.[1] ?? repository;

/** Hosts side by side, and few apps of one host at once. */
async function onHosts(
  apps: AppConfig[],
  ask: (app: AppConfig) => Promise<HeadReport>,
): Promise<Map<string, HeadReport>> {
  const slots = pLimit(AT_ONCE);
  const ofHost = new Map(apps.map(({ host }) => [host, pLimit(AT_ONCE_ON_HOST)]));
  const answers = apps.map((app) => ofHost.get(app.host)!(() => slots(() => ask(app))));
  return new Map((await Promise.all(answers)).map((answer) => [answer.app, answer]));
}

const unknown = (app: string, why: string): HeadReport => ({
  app,
  head: null,
  serving: null,
  says: 'unknown',
  why,
});

async function compare(
  deps: Deps,
  app: string,
  isSilent: (what: 'host' | 'server', why: string) => void,
): Promise<HeadReport> {
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
    const why = deps.redactor.scrub(`${code}: ${message}`).slice(0, 300);
    if (code === 'HostUnreachable') isSilent('host', why);
    if (code === 'CommandTimeout') isSilent('server', why);
    return unknown(app, why);
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
