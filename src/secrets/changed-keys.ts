/** Which values of an env file Docker Compose changes without their author having asked for it. Pure. */

/** Values by key, as Compose has them. */
export interface Seen {
  /** By `env_file`. */
  file: ReadonlyMap<string, string>;
  /** By `${…}` in the Compose file. */
  variables: ReadonlyMap<string, string>;
}

/** `written`: as sops prints them. */
export function changedKeys(written: [key: string, value: string][], { file }: Seen): string[] {
  const names = new Set(written.map(([key]) => key));
  return written
    .filter(([key, value]) => {
      // A file with the line ends of Windows means no other values.
      const asked = value.replace(/\r$/, '');
      const read = file.get(key);
      return read === undefined || (read !== asked && !isMeant(asked, read, names));
    })
    .map(([key]) => key);
}

/** Quotes around the whole value are Compose's, and so is a reference to a variable of the same file. */
function isMeant(value: string, read: string, names: ReadonlySet<string>): boolean {
  const bare = /^(["'])([\s\S]*)\1\s*$/.exec(value);
  if (bare?.[1] === "'") return read === bare[2]!.replaceAll("\\'", "'");
  const inner = bare ? bare[2]! : value;
  if (!bare && (/\s#/.test(inner) || inner.trim() !== inner)) return false;
  const references = [...inner.matchAll(/\$(?:\$|\{?([A-Za-z_]\w*)|)/g)].map(([all, name]) =>
    all === '$$' ? '$$' : (name ?? ''),
  );
  if (references.some((name) => name !== '$$' && !names.has(name))) return false;
  return bare !== null || references.length > 0;
}
