import type { AppStatus } from '../../backup';
import type { ExecOptions } from '../../host/types';
import type { RunningContainer } from '../../plan/release/facts';
import type { CopySource, SourceKind } from '../../protocol/data';
import type { Site, StepSite } from '../app/site';

export type SourceOf<K extends SourceKind> = Extract<CopySource, { kind: K }>;

/** What a copy reports. */
export interface Copied {
  /** For the checklist. */
  note: string;
  /**
   * Set where the source is empty: bytes that a copy of nothing takes. It is a
   * loss where the last backup has more of it.
   */
  empty?: number;
  warnings?: string[];
}

/** What the size of data is known from, besides the host's files. */
export interface SizeFacts {
  containers: RunningContainer[];
  /** The app's last backup. */
  status: AppStatus | undefined;
  /** Bytes that the last backup's script wrote; null: not known. */
  wrote: number | null;
  exec: ExecOptions;
}

/**
 * What is pulled from where it is: `from` on the host, `to` in the
 * staging, less what rsync's filter rules leave out.
 */
export interface InPlace {
  from: string;
  to: string;
  filter?: string[];
  /** Who reads it there, as of `rooted`. */
  when: 'always' | 'unreadable';
}

/**
 * One kind of data. A new one: a folder here, a line in `index.ts`, its shape in
 * `CopySource`, and what the fleet file says of it.
 */
export interface DataKind<K extends SourceKind> {
  /** Where it is in the app's staging: `folders/data/voicemails`, `copies/volumes/uploads.tar`. */
  stagedAs(source: SourceOf<K>): string;
  /** Bytes that all of them take together; null: not known. */
  size(site: Site, sources: SourceOf<K>[], facts: SizeFacts): Promise<number | null>;
  /**
   * Makes a copy in `folder` on the host and reads it back. What is pulled from
   * where it is, is only inspected. `running`: containers that must run
   * afterwards as before.
   *
   * Errors: `CopyFailed`, `CopyEmpty`, `CopyDamaged`, `CopyUnreadable`,
   * `SourceMissing`, `ScriptFailed`, `DiskFull`.
   */
  copy(site: StepSite, source: SourceOf<K>, folder: string, running?: string[]): Promise<Copied>;
  /** What is pulled from where it is, and not from the operation's folder. */
  inPlace?(site: { directory: string }, source: SourceOf<K>): InPlace | undefined;
  /**
   * Keeps the data in `file` on the host before a migration, unless it is
   * there; nothing writes them. Returns a note.
   */
  keep?(site: StepSite, source: SourceOf<K>, file: string): Promise<string>;
  /**
   * Puts that file back in the place of the data. Interrupted, it leaves
   * what the same operation can go on with.
   * Errors: `RestoreFailed`, `DumpMissing`, `DiskFull`.
   */
  putBack?(site: StepSite, source: SourceOf<K>, file: string): Promise<void>;
}
