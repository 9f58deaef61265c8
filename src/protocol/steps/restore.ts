/** The steps of a restore, as data, and what they leave. */
import type { CopySource, MariaDb, Postgres, Redis, UntrackedFile } from '../data';
import type { Probe } from './release';

/** What an item is in the snapshot. */
interface InSnapshot {
  /** Where it is, relative to the snapshot's folder: `copies/postgres/phone.dump`. */
  from: string;
  bytes: number;
  files: number;
}

/**
 * Where a file or folder is on the host, as the plan has found it.
 * Absent in plans from before: not checked.
 */
export interface ItemPlace {
  /**
   * A link above it that no container can have made: its path, relative
   * to the app's folder, and where it leads.
   */
  link?: { path: string; to: string };
  /**
   * A container may write to the folder that holds it: what is
   * loaded and kept is in roost's own folder.
   */
  own?: true;
}

/** A SQLite file in a folder that is restored; `path` relative to the folder. */
export type ItemDatabase = InSnapshot & { path: string };

/** One thing that is restored, by its kind. Paths are relative to the app's folder. */
export type RestoreItem = InSnapshot &
  (
    | ({
        kind: 'postgres';
        /** The server's roles in the snapshot. */
        roles?: string;
        /** The dump is of another app: what it has of roles may be unknown here. */
        foreign?: true;
      } & Postgres)
    | ({ kind: 'mariadb' } & MariaDb)
    | ({ kind: 'redis' } & Redis)
    | { kind: 'sqlite'; path: string; place?: ItemPlace }
    | {
        kind: 'folder';
        /** A folder, or one file. */ path: string;
        /** The snapshot says whose the files are. */ owners?: true;
        place?: ItemPlace;
        /** What is in the snapshot is one archive of it; bytes and files are those of that. */
        archive?: true;
        /** Copied by their own means: they take the place of the files that the folder's copy has there. */
        databases?: ItemDatabase[];
      }
    | {
        kind: 'volume';
        name: string;
        /** Its name in Docker. */ volume: string;
        /** The snapshot has its files one by one; absent: one archive of them. */
        tree?: true;
        /** Of a tree: the snapshot says whose the files are. */ owners?: true;
      }
    | {
        /** All that the app's own backup script wrote; `command`: its restore script. */
        kind: 'script';
        command: string;
        /** What is kept before the script changes it, and put back by an undo. */
        keeps: CopySource[];
      }
    | { kind: 'config'; names: string[] }
    | { kind: 'untracked'; list: UntrackedFile[] }
  );

export type RestoreKind = RestoreItem['kind'];

export type ScriptItem = Extract<RestoreItem, { kind: 'script' }>;

/** Where it goes: in place of the live data, or beside them, to be inspected. */
export type RestoreInto = 'live' | 'scratch';

/** Rows by table, `public.users`. */
export type Rows = Record<string, number>;

/**
 * Arguments of every kind of step of a restore: a closed union. Each kind is one activity.
 * `again`: of a drill, over data that it has damaged; under names of an operation of its own.
 */
export interface RestoreStepArgs {
  /** From the repository to the control host, every file read back. */
  fetchData: {
    snapshot: string;
    /** Of the snapshot, absolute. */
    root: string;
    items: RestoreItem[];
    /** There is no snapshot: `root` is the staging, and holds what the operation `snapshot` has pulled. */
    pulled?: true;
    again?: true;
  };
  /** From the control host to the app's. */
  sendData: {
    items: RestoreItem[];
    into: RestoreInto;
    /** The operation that has sent most of it there before. */ ahead?: string;
    again?: true;
  };
  /** Loads one item beside the live data and checks it. `rows`: what the snapshot says it has. */
  loadData: { item: RestoreItem; into: RestoreInto; rows?: Rows; again?: true };
  /** Removes what was sent and loaded, and never what was live. */
  dropLoaded: { items: RestoreItem[]; into: RestoreInto };
  /**
   * Keeps the data as they are before the app's own restore script changes them
   * (`way` in), or before what was kept then takes their place again (`way` back).
   * `of`: the operation whose script it is.
   */
  keepForScript: { item: ScriptItem; of: string; way: 'in' | 'back'; except: string[] };
  /**
   * Gives what was loaded the place of the live data, which are kept.
   * `of`: the operation that has loaded it.
   */
  swapData: { item: RestoreItem; of: string; except: string[]; again?: true };
  /** Gives the kept data their place back. */
  swapBack: { item: RestoreItem; of: string; except: string[] };
  /** Starts the containers that ran before. Refused while one of `former` is not what it was. */
  startAgain: {
    containers: string[];
    /**
     * By those ids: a container that a person has made anew since is
     * known by them. Absent in plans from before.
     */
    named?: Record<string, { name: string; service: string }>;
    probe: Probe;
    /** Items whose kept data must have their place back. */
    former?: RestoreItem[];
    /** The other way round: they must be the restored ones. */
    restored?: RestoreItem[];
    of: string;
  };
  /** Runs the app's own script over data of another app that are in place, while nothing serves them. */
  sanitizeData: { command: string; except: string[] };
  /** Asks the app itself, in the running container of its service, whether it works with its data. */
  checkApp: { service: string; command: string };
  /**
   * Writes down on the host what was restored, and until when the former data are
   * kept. `begun`: before anything is loaded, so that an undo and the sweep know
   * of a run that an operator ended in the middle.
   */
  recordRestore: {
    begun?: true;
    snapshot: string;
    /** ISO 8601. */
    takenAt: string;
    into: RestoreInto;
    items: RestoreItem[];
    /** ms */
    keep: number;
    /** The commit that serves, if it is known. */
    commit?: string;
    /** The release that came back with the data. */
    release?: RestoreRelease;
    /** The data are of this other app, and nothing may serve them before `sanitizeData`. */
    unsanitized?: string;
  };
  /** Writes down that the restore `of` was undone; what it had restored is kept. `keep` in ms. */
  recordUndo: { of: string; keep: number };
  /** Removes what this run needs no more, and former data that were kept long enough. */
  tidyRestores: { into: RestoreInto };
}

/**
 * A release that comes back with its data: the kept one, the one that
 * is made of it, and the one that is left.
 */
export interface RestoreRelease {
  to: number;
  made: number;
  left: number;
  commit: string | null;
}

/** What these steps add to the run's result. */
export interface RestoreFound {
  restored: Restored;
}

/** What a restore has put where. */
export interface Restored {
  snapshot: string;
  /** ISO 8601: of the snapshot; until when the former data, or the copies beside, are kept. */
  takenAt: string;
  keptUntil: string;
  /** In words: `database phone`, and where what was live is now, or what was loaded beside. */
  items: { what: string; kept: string }[];
}

/** The host's record of a restore, `.roost/restores/OPERATION/restore.json`. */
export interface RestoreRecord extends Restored {
  operation: string;
  workflowId: string;
  /** ISO 8601, the worker's clock. */
  at: string;
  into: RestoreInto;
  sources: RestoreItem[];
  /** It has not ended: what is loaded may not be swapped. */
  begun?: true;
  /** The commit that served, so that the former data are of it; absent: not known. */
  commit?: string;
  /** Absent: the serving release stayed. */
  release?: RestoreRelease;
  /** They are data of this other app, and its script has not been through them. */
  unsanitized?: string;
  by: string;
  reason?: string;
  /**
   * ISO 8601: when the former data got their place back; then the
   * restored ones are kept until `keptUntil`.
   */
  undone?: string;
}

/** What a restore brings, for who reads the plan. */
export interface RestoreSummary {
  snapshot: SnapshotFacts;
  into: RestoreInto;
  items: RestoreItem[];
  /** ms that the former data are kept. */
  keep: number;
  /** Absent: the serving release stays. */
  release?: RestoreRelease;
  /** The restore that is undone: its operation, and when it was. */
  undoes?: { operation: string; at: string };
}

export interface SnapshotFacts {
  id: string;
  /** ISO 8601: when it was begun. */
  time: string;
  /** The host that it was taken of. */
  host: string;
  /** The commit that served then; null: the snapshot does not say. */
  commit: string | null;
  version?: string | null;
  /** Another app than the one that is restored: its data are brought. */
  app?: string;
}

/** Of the plan of a restore: shown, never hashed. */
export interface RestoreFacts {
  /** Seconds between the snapshot and the gathering of the facts. */
  age: number;
  now: LiveAmount[];
  /**
   * The last proven restore: when (ISO 8601), seconds until the app ran,
   * bytes; absent: none, or from an older version.
   */
  drill?: { at: string; seconds: number; bytes: number };
  room: { hostNeeded: number; hostFree: number; controlNeeded: number; controlFree: number };
}

/** What is there now of an item, in the order of the items; of all that a script replaces. */
export interface LiveAmount {
  what: string;
  /** Null: it is not there, or not known. */
  bytes: number | null;
  files: number | null;
  /** Of a database; then: absent where the snapshot has no list of them. */
  tables?: { table: string; now: number; then?: number }[];
}

/** Several restores, planned together and not recorded as a plan of steps: each is a run of its own. */
export interface RestoresPlan {
  /** Of the plans of all. */
  hash: string;
  into: RestoreInto;
  /** What is needed before what needs it. */
  apps: RestoresApp[];
  /** How many side by side. */
  atOnce: { all: number; perHost: number };
}

export interface RestoresApp {
  app: string;
  host: string;
  /** Of these apps, those that have to be restored before. */
  needs: string[];
  /** The id of its snapshot. */
  snapshot: string;
  /** ISO 8601: when that was begun. */
  time: string;
  /** What comes back, in words. */
  brings: string[];
  bytes: number;
  warnings: string[];
}
