/** Taking an app out of service, and back. Its steps are those of backups, releases and restores. */
import type { CopySource } from './data';

/** What it is about, for who reads the plan. */
export interface ArchiveSummary {
  /** Of the way back. */
  undo?: true;
  /** What the last backup copies; empty: the app has no backup, or this is the way back. */
  sources: CopySource[];
  /** What stays on the host, in words: `/srv/apps/sgos-phone`, `volume uploads`. */
  kept: string[];
  commit: string | null;
  version: string | null;
}
