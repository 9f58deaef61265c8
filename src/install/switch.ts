/** Chooses which installed version starts. */
import { existsSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { layout } from './layout';

/** The version's name; undefined: the link does not exist. */
export function pointed(link: string): string | undefined {
  try {
    return basename(readlinkSync(link));
  } catch {
    return undefined;
  }
}

/** Atomic: a program that starts at this moment gets one version or the other. */
function point(link: string, version: string): void {
  const temporary = `${link}.${process.pid}.new`;
  rmSync(temporary, { force: true });
  symlinkSync(join('versions', version), temporary);
  renameSync(temporary, link);
}

/** Makes `version` current, and the former version `previous`. False: it was current already. */
export function switchTo(prefix: string, version: string): boolean {
  const { current, previous } = layout(prefix);
  const before = pointed(current);
  if (before === version) return false;
  if (before !== undefined) point(previous, before);
  point(current, version);
  return true;
}

/** Removes the versions that are neither current nor previous; returns their names. */
export function discardOld(prefix: string): string[] {
  const { versions, current, previous } = layout(prefix);
  const kept = [pointed(current), pointed(previous)];
  const old = existsSync(versions) ? readdirSync(versions).filter((name) => !kept.includes(name)) : [];
  for (const name of old) rmSync(join(versions, name), { recursive: true, force: true });
  return old;
}
