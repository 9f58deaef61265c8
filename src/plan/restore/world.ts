import type { AppConfig, Migration } from '../../fleet/file/app/types';
import type { HostConfig } from '../../fleet/file/host/types';
import type { RestoreInto, Rows, SnapshotFacts } from '../../protocol/steps/restore';
import type { Relation, RunningContainer } from '../release/facts';
import type { Selection } from './items';

/** What the planner of a restore knows of the world. */
export interface RestoreWorld {
  app: AppConfig;
  host: HostConfig;
  project: string;
  /** Number of the serving release; 0: roost has never deployed it. */
  expects: number;
  /** The commit that serves; null: not known. */
  commit: string | null;
  snapshot: SnapshotFacts & { /** Absolute. */ root: string };
  selection: Selection;
  into: RestoreInto;
  /** It is no snapshot, but what an operation of a move has pulled. */
  pulled?: true;
  /** The snapshot is of this other app. */
  from?: AppConfig;
  /** The app's own script over data of another app, of the serving release; absent: it has none. */
  sanitize?: string;
  /**
   * Bytes of the live data that are kept before the app's own restore script; absent: not known, or none is.
   */
  keptBytes?: number;
  /** Accepted: what that script changes cannot be put back. */
  noWayBack?: boolean;
  /** ms that the former data are kept. */
  keep: number;
  containers: (RunningContainer & { mounts: { type: string; source: string }[] })[];
  /** Those that run and are not the app's. */
  others?: { name: string; mounts: { type: string; source: string }[] }[];
  /** Of a snapshot of another app that is on this host too: what is not to be taken for the app's own. */
  elsewhere?: {
    /** Docker volumes that others' containers have mounted, running or not, and one of these each. */
    volumes: Record<string, string>;
    /** Where the other app's files and folders are. */
    places: Record<string, FoundPlace>;
  };
  personFlag: string | null;
  /** What is between the snapshot's commit and the serving one; null: not known. */
  code: CodeFacts | null;
  /** The app's own check, of the serving release; absent: it has none. */
  check?: string;
  /** Rows of databases as the snapshot lists them, by where the dump is in it. */
  rows?: Record<string, Rows>;
  /** Bytes of the live database; null: not known. */
  database: number | null;
  room: RestoreRoom;
}

/** What the inspection of a path has found. All names relative to the app's folder. */
export interface FoundPlace {
  /** Links on the way to it, and itself; `to`: absolute, empty where it leads nowhere. */
  links: { path: string; to: string }[];
  /** Mount points in it. */
  inside: string[];
  /** It is a mount point. */
  mount?: true;
  /** It is on another mount than roost's own folder. */
  apart?: true;
}

/** Bytes. `docker`: where databases and volumes are; null: it is the app's disk. */
export interface RestoreRoom {
  app: Disk;
  docker: Disk | null;
  control: Disk;
}

export interface Disk {
  free: number;
  total: number;
}

/** The serving commit as seen from that of the snapshot. */
export interface CodeFacts {
  relation: Relation;
  /** Highest class of what serves and the data have not seen. */
  migration: Migration;
  /** Highest class of what the data have seen and the serving commit lacks. */
  leftMigration: Migration;
  /** Postdeploy script of the serving release; null: none. */
  script: string | null;
}
