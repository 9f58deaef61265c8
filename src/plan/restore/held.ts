/** What a snapshot has of an app, and how much that is. Pure. */
import type { CopySource } from '../../protocol/data';

/** A file or folder in a snapshot; `path` relative to the snapshot's folder. */
export interface HeldNode {
  path: string;
  isFile: boolean;
  bytes: number;
  /** ISO 8601 */
  modified: string;
}

/** A source of the app, and where a snapshot has it. */
export interface HeldSource {
  source: CopySource;
  from: string;
  /** Of a folder: the snapshot says whose its files are. */
  owners?: true;
  /** Of a database: where its dump is, is unknown. */
  anywhere?: true;
  /** No run of roost has laid it there. */
  loose?: true;
}

export const isWithin = (path: string, folder: string): boolean =>
  path === folder || folder === '.' || path.startsWith(`${folder}/`);

/** Null: it is not there. */
export function amountIn(nodes: HeldNode[], path: string): { bytes: number; files: number } | null {
  const found = nodes.filter((node) => isWithin(node.path, path));
  if (found.length === 0) return null;
  return amountOf(found);
}

export function amountOf(all: Pick<HeldNode, 'isFile' | 'bytes'>[]): { bytes: number; files: number } {
  const files = all.filter(({ isFile }) => isFile);
  return { bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), files: files.length };
}
