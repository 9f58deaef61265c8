/** What an archive holds, one after the other, whichever its kind. */
export interface Entry {
  /** As written there. */
  name: string;
  kind: 'file' | 'folder' | 'link' | 'hard link' | 'other';
  /** Of a link: where it leads, as written there. */
  target: string;
  /** Octal mode, such as 0o644. */
  mode: number;
  /** Seconds since 1970. */
  modified: number;
  /** Content of a file, to be read to its end before the next entry. */
  content(): AsyncIterable<Buffer>;
}

/** An archive that is not what it says. */
export class ArchiveError extends Error {}

/**
 * The path below the folder that is filled, empty for that folder itself.
 * Errors: `ArchiveError` where it leads out.
 */
export function safeName(name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (name.startsWith('/') || parts.includes('..') || name.includes('\0') || /^[A-Za-z]:[\\/]/.test(name))
    throw new ArchiveError(`it has ${JSON.stringify(name.slice(0, 100))}, which leads out of its folder`);
  if (parts.some((part) => Buffer.byteLength(part) > 255) || name.length > 4_000)
    throw new ArchiveError(`it has a name that is too long: ${JSON.stringify(name.slice(0, 60))}`);
  return parts.join('/');
}
