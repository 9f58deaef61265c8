/** What a copy leaves for the manifest: a file of lines for each source, in the operation's folder. */
import { createHash } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { section } from '../../lib/unchecked';

/** In the operation's folder, and in the staging below `copies`; no part of a snapshot. */
export const FACTS = 'facts';
/** The same of copies of databases that are in folders, until they are at their places. */
export const INSIDE = 'inside';

const key = (staged: string): string => createHash('sha256').update(staged).digest('hex').slice(0, 16);

/** `staged`: the source's path in the staging. */
export const factsFile = (staged: string): string => `${FACTS}/${key(staged)}`;
export const insideFolder = (staged: string): string => `${INSIDE}/${key(staged)}`;

export interface Owner {
  uid: number;
  gid: number;
  mode: string;
}

export interface SqliteFacts {
  journalMode?: string;
  owner?: Owner;
  rows: { table: string; rows: number }[];
}

export interface Facts extends SqliteFacts {
  root?: Owner;
  /**
   * Databases in it that were copied by their own means, and those
   * that could not be read: copied as they are.
   */
  inside: ({ path: Buffer } & SqliteFacts)[];
  damaged: Buffer[];
  volume?: { name: string; driver?: string; options: string[]; labels?: Record<string, string> };
  /** The search for databases in it failed. */
  blind: boolean;
  /** What tar said of files that changed while it read them. */
  moved: { path: string; what: 'vanished' | 'changed' | 'cut' }[];
  /** Lines that only one kind knows: their first word, and the rest. */
  words: Record<string, string[]>;
}

/** A host may write what it likes. */
const LARGEST = 8 * 1024 * 1024;
const MOST = 100_000;

/** Of a source, from the staging; of one that has left nothing, all is empty. */
export async function readFacts(copies: string, staged: string): Promise<Facts> {
  const file = join(copies, factsFile(staged));
  const found = await lstat(file).catch(() => null);
  if (!found?.isFile() || found.size > LARGEST) return parseFacts('');
  return parseFacts(await readFile(file, 'utf8'));
}

const isPath = (path: Buffer): boolean =>
  !path.includes(0) &&
  !path.toString('latin1').split('/').includes('..') &&
  path[0] !== 0x2f &&
  path.length > 0;

const withoutDot = (path: Buffer): Buffer =>
  path.subarray(0, 2).toString('latin1') === './' ? path.subarray(2) : path;

const ownerOf = (text: string): Owner | undefined => {
  const [, uid, gid, mode] = /^(\d+) (\d+) ([0-7]{1,4})$/.exec(text) ?? [];
  return mode === undefined ? undefined : { uid: Number(uid), gid: Number(gid), mode: mode.padStart(4, '0') };
};

const tarWords: [Facts['moved'][number]['what'], RegExp][] = [
  ['cut', /^(.*): File shrank by \d+ bytes/],
  ['vanished', /^(.*): File removed before we read it/],
  ['changed', /^(.*): file changed as we read it/],
];

/** What is odd is left out. */
export function parseFacts(text: string): Facts {
  const facts: Facts = { inside: [], damaged: [], rows: [], blind: false, moved: [], words: {} };
  let about: SqliteFacts = facts;
  for (const line of text.split('\n').slice(0, MOST)) {
    const at = line.indexOf(' ');
    const [word, rest] = at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
    const path = /^(?:[0-9a-f]{2})+$/.test(rest) ? withoutDot(Buffer.from(rest, 'hex')) : null;
    if (word === 'inside' && path && isPath(path)) facts.inside.push((about = { path, rows: [] } as never));
    else if (word === 'damaged' && path && isPath(path)) facts.damaged.push(path);
    else if (word === 'journal') about.journalMode = rest.slice(0, 20);
    else if (word === 'owner') about.owner = ownerOf(rest);
    else if (word === 'root') facts.root = ownerOf(rest);
    else if (word === 'blind') facts.blind = true;
    else if (word === 'rows') addRows(about, rest);
    else if (word === 'volume') facts.volume = { name: rest, options: [] };
    else if (word === 'driver' && facts.volume) facts.volume.driver = rest;
    else if (word === 'option' && facts.volume) facts.volume.options.push(rest);
    else if (word === 'labels' && facts.volume) facts.volume.labels = labelsOf(rest);
    else if (word === 'tar') addMoved(facts, rest);
    else if (/^[a-z-]+$/.test(word)) (facts.words[word] ??= []).push(rest);
  }
  return facts;
}

function addRows(about: SqliteFacts, rest: string): void {
  const [, rows, hex] = /^(\d+) ((?:[0-9a-fA-F]{2})+)$/.exec(rest) ?? [];
  if (rows !== undefined) about.rows.push({ table: Buffer.from(hex!, 'hex').toString(), rows: Number(rows) });
}

function addMoved(facts: Facts, said: string): void {
  for (const [what, pattern] of tarWords) {
    const path = pattern.exec(said)?.[1]?.replace(/^\.\//, '');
    // The root of a volume changes whenever a file comes.
    if (path !== undefined && path !== '.') facts.moved.push({ path, what });
  }
}

function labelsOf(json: string): Record<string, string> | undefined {
  try {
    const all = Object.entries(section(JSON.parse(json)));
    return Object.fromEntries(all.filter((one): one is [string, string] => typeof one[1] === 'string'));
  } catch {
    return undefined;
  }
}
