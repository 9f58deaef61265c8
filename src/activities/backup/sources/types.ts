import type { CopySource, SourceKind } from '../../../protocol/data';
import type { StepSite } from '../../app/site';

export type SourceOf<K extends SourceKind> = Extract<CopySource, { kind: K }>;

/**
 * One kind of data. A new one: a file here, a line in `index.ts`, its shape in
 * `CopySource`, and what the fleet file says of it.
 */
export interface Source<K extends SourceKind> {
  /**
   * Makes a copy in `folder` on the host and reads it back; returns a note for
   * the checklist. What is pulled from where it lies is only looked at.
   * `running`: containers that must run afterwards as before.
   *
   * Errors: `CopyFailed`, `CopyEmpty`, `CopyDamaged`, `CopyUnreadable`, `SourceMissing`, `ScriptFailed`, `DiskFull`.
   */
  take(site: StepSite, source: SourceOf<K>, folder: string, running?: string[]): Promise<string>;
  /** What is pulled from where it lies, and not from this operation's folder. */
  lies?(site: { directory: string }, source: SourceOf<K>): Lying;
}

/** What is pulled from where it lies: `from` on the host, `to` in the staging, less what rsync's filter rules leave out. */
export interface Lying {
  from: string;
  to: string;
  filter?: string[];
}
