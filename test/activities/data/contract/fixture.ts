/** What the contract of the kinds of data needs to know of each kind. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SizeFacts, SourceOf } from '../../../../src/activities/data/types';
import type { ErrorCode } from '../../../../src/errors';
import type { SourceKind } from '../../../../src/protocol/data';
import type { SourceHost } from '../host';

export interface Fixture<K extends SourceKind> {
  /** Programs that the host needs besides the base system. */
  programs?: string[];
  /** A user other than root: root can read everything. */
  unprivileged?: boolean;
  source(host: SourceHost): SourceOf<K>;
  /** Makes data of at least so many bytes, with all odd names that the kind allows. */
  put(host: SourceHost, bytes: number): void;
  /** What is in the data now. */
  live(host: SourceHost): unknown;
  /** The same of the copy at `path`, in the staging. */
  staged(path: string, host: SourceHost): unknown;
  /** A Docker that runs containers; only where the kind needs one. */
  docker?(host: SourceHost): void;
  /** Absent: the size of this kind is not counted. */
  facts?(host: SourceHost): Partial<SizeFacts>;
  empty(host: SourceHost): void;
  /** Removes the source. */
  remove(host: SourceHost): void;
  missing: ErrorCode;
  /** Damages the source, or cuts its copy short. */
  damage(host: SourceHost): void;
  damaged: ErrorCode;
}

/** Names as files on a host may have them; the last one is no UTF-8. */
export const oddNames = [
  "it's one",
  'a "quoted" ü $(id) `id` 100%',
  'two\nlines',
  ' blank at both ends ',
  '-rf',
  'back\\slash *?[a]',
].map((name) => Buffer.from(name));
oddNames.push(Buffer.from([0x63, 0x61, 0x66, 0xe9]));

const at = (folder: string, name: Buffer): Buffer => Buffer.concat([Buffer.from(`${folder}/`), name]);

export function putFiles(folder: string, bytes: number): void {
  mkdirSync(folder, { recursive: true });
  for (const name of oddNames)
    writeFileSync(at(folder, name), name.toString('hex').repeat(1 + bytes / (2 * name.length)));
}

/** Content by name; names in hexadecimal. */
export function filesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { encoding: 'buffer' });
  return Object.fromEntries(
    names.map((name) => [name.toString('hex'), readFileSync(at(folder, name), 'utf8')]),
  );
}

export const inApp = (host: SourceHost, path: string): string => join(host.app, path);
