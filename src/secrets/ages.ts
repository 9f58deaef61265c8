/** When each value of a file was last changed, from the versions of its ciphertext. Pure. */
import type { Encrypted } from './encrypted';

export interface Version {
  /** ISO. */
  at: string;
  /** Null: it is in no commit. */
  commit: string | null;
  /** Null: the file was not there, or was not encrypted. */
  content: Encrypted | null;
}

export interface Age {
  /** The newest moment in which the value certainly changed or came; ISO. */
  changed: string;
  commit: string | null;
  /** Since then it was encrypted under another data key, in which moment it may have changed too; ISO. */
  encryptedAnew: string | null;
  /** There are older versions, which were not read: the value may be older. */
  orOlder: boolean;
}

/** `versions`: the newest first. `complete`: there are no older ones. */
export function agesOf(versions: Version[], complete: boolean): Map<string, Age> {
  const names = [...(versions[0]?.content?.values.keys() ?? [])];
  return new Map(names.map((name) => [name, ageOf(name, versions, complete)]));
}

function ageOf(name: string, versions: Version[], complete: boolean): Age {
  let encryptedAnew: string | null = null;
  for (const [i, { at, commit, content }] of versions.entries()) {
    const before = versions[i + 1]?.content ?? null;
    const [now, then] = [content!.values.get(name)!, before?.values.get(name)];
    if (then === undefined)
      return { changed: at, commit, encryptedAnew, orOlder: !complete && i + 1 === versions.length };
    if (then === now) continue;
    if (!isAnew(content!, before!) || sizeOf(then) !== sizeOf(now))
      return { changed: at, commit, encryptedAnew, orOlder: false };
    encryptedAnew ??= at;
  }
  throw new Error('A list of versions has an end.');
}

/** Under the same data key sops keeps the ciphertext of a value that does not change. */
const isAnew = (now: Encrypted, then: Encrypted): boolean =>
  [...now.values].every(([name, value]) => then.values.get(name) !== value) &&
  ![...now.dataKeys].some((key) => then.dataKeys.has(key));

/** The ciphertext is as long as the value. */
const sizeOf = (value: string): number => /data:([^,\]]*)/.exec(value)?.[1]?.length ?? value.length;
