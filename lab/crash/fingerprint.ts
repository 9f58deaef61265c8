/** The world after a run, as text that two runs of the same kind share. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exec } from '../exec';
import { proxyFolder } from '../proxy';
import type { Lane } from './lane';
import type { Scenario } from './scenarios/types';

/** Section to its lines, sorted. */
export type Fingerprint = Record<string, string[]>;

const script = readFileSync(join(__dirname, 'fingerprint.sh'), 'utf8');
export const appFolder = '/srv/apps/sgos-phone';

/** `names`: commits, and what they are called. */
export async function fingerprint(
  lane: Lane,
  names: Record<string, string>,
  { extras = '', here, hosts = 1 }: Pick<Scenario, 'extras' | 'here'> & { hosts?: 0 | 1 | 2 } = {},
): Promise<Fingerprint> {
  const all = [lane.host, ...(lane.second ? [lane.second] : [])].slice(0, hosts);
  const texts = await Promise.all(
    all.map(async (host, i) => {
      const argv = ['sh', '-s', appFolder, proxyFolder(host)];
      const text = await exec(host, argv, { user: 'root', input: `${script}\n${extras}` });
      return i === 0 ? text : text.replace(/^(?=\S)/gm, there);
    }),
  );
  const own = [...processes(lane), ...leftovers(lane), ...((await here?.(lane)) ?? [])];
  return parse(texts.join('\n'), names, own);
}

/** Before the names of sections of the second host. */
export const there = 'there ';

/** `here`: lines of the control host. */
export function parse(text: string, names: Record<string, string>, here: string[] = []): Fingerprint {
  const print: Fingerprint = { here: [...here].sort() };
  for (const line of normal(text, names).split('\n').filter(Boolean)) {
    const [section = '', what = ''] = line.split(/\t(.*)/s);
    (print[section] ??= []).push(what.trim());
  }
  for (const lines of Object.values(print)) lines.sort();
  return print;
}

/** What differs from run to run by itself: an operation's id, and the commit that stands for a label. */
function normal(text: string, names: Record<string, string>): string {
  const known = text.replace(/\b[0-9a-f]{40}\b/g, (commit) => names[commit] ?? commit);
  return (
    known
      .replace(/(?<![A-Za-z0-9])[0-9a-f]{10}\b/g, 'OP')
      // Of a volume without a name.
      .replace(/\b[0-9a-f]{64}\b/g, 'HASH')
      .replace(/guard\.sh \S+ \S+ \S+/g, 'guard.sh …')
  );
}

/** What the worker has started and not ended. */
function processes({ env, pid }: Lane): string[] {
  const mark = `ROOST_CRASH=${env.ROOST_CRASH}`;
  const ours = [pid('worker'), pid('server'), process.pid].map(String);
  return readdirSync('/proc')
    .filter((id) => /^\d+$/.test(id) && !ours.includes(id))
    .flatMap((id) => {
      try {
        if (!readFileSync(`/proc/${id}/environ`, 'utf8').split('\0').includes(mark)) return [];
        const command = readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0').slice(0, 3).join(' ');
        // The compiler of the worker's own source.
        return /esbuild/.test(command) ? [] : [`process ${command}`];
      } catch {
        return [];
      }
    });
}

const leftovers = ({ temporary }: Lane): string[] =>
  readdirSync(temporary).map((name) => `file ${name.replace(/\d+/g, 'N')}`);
