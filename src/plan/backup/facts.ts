/** What the planner of a backup knows. */
import type { AppConfig } from '../../fleet/file/app/types';
import type { BackupConfig } from '../../fleet/file/backup/types';
import type { HostConfig } from '../../fleet/file/host/types';
import type { NotNamed } from './not-named';
import type { Untracked } from './untracked';

/** What the planner of a backup knows of the world. */
export interface BackupFacts {
  app: AppConfig;
  host: HostConfig;
  config: BackupConfig;
  /** Compose project of what serves. */
  project: string;
  /** The app's folder is there. */
  installed: boolean;
  /** Number of the serving release; 0: roost has never deployed it. */
  expects: number;
  commit: string | null;
  version: string | null;
  /** The serving release's backup script, and where it writes (relative to the app's folder). */
  script: { command: string; output: string } | null;
  /** Ids of the app's running containers. */
  running: string[];
  /** All containers of the app, with what they are called; absent: none is stopped for copies. */
  containers?: { id: string; name: string; service: string }[];
  /** Those that a former backup has stopped and no one has started since. */
  left: { id: string; name: string }[];
  room: Room;
  /** It has been backed up before. */
  known: boolean;
  /** It is one of a night's apps. */
  inNight?: boolean;
  /** No retention is to forget the snapshot. */
  keep?: boolean;
  /** Nothing is to be copied: what a backup has left stopped starts again. */
  mend?: true;
  /** Of what serves: image by service. */
  images?: Record<string, { id: string; ref?: string }>;
  /**
   * Docker's names of volumes, by their keys in the Compose file; of
   * what the resolved model does not name, none.
   */
  volumes?: Record<string, string>;
  /**
   * Docker's folders of volumes, by their names in the fleet file; of one whose files cannot be pulled one by
   * one, none.
   */
  places?: Record<string, string>;
  /** What the app keeps that nothing under `data` names. */
  notNamed?: NotNamed[];
  /** Files that Compose reads and git does not have; absent: the search was not possible. */
  untracked?: Untracked;
  gatheredAt: string;
}

/** Bytes; null: not known. */
export interface Room {
  hostFree: number;
  hostTotal: number;
  /** What the sweep, which comes before the copies, will free on the host. */
  sweepable: number;
  stagingFree: number;
  stagingTotal: number;
  /**
   * What the copies will take on the host, as far as it can be said;
   * of volumes, what they took the last time.
   */
  copies: number;
  database: number | null;
  /** What the app's own backup wrote the last time; 0: not known. */
  written: number;
  /** What is pulled from where it is. */
  folders: number;
  /** What is in the app's staging already. */
  staged: number;
  /** What the app's last backup held, and what other apps' stagings are expected to grow by. */
  last?: number;
  others?: number;
}
