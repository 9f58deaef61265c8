/** The steps of a backup, as data. */
import type { CopySource } from '../data';
import type { Probe } from './release';

/** Arguments of every kind of step of a backup: a closed union. Each kind is one activity. */
export interface BackupStepArgs {
  /** Makes a verified copy on the host. As an undo: removes what is left of it. */
  takeCopy: {
    source: CopySource;
    /** Copied before it, in a moment: it takes no job. */
    beside?: CopySource & { kind: 'config' };
    /** Containers that must run after a script as before. */
    running?: string[];
    /** Those that a former script has left stopped, when its host died: started before. */
    left?: string[];
    /**
     * Before anything is copied, old copies are removed from the host; script
     * output that is younger than `keep` ms stays.
     */
    sweep?: { sources: CopySource[]; keep: number };
    /** The app is stopped until the copies are made: it waits for no turn. */
    down?: true;
  };
  /** Starts what ran before a script and does not any more, and removes this operation's copies. */
  dropCopies: { running: string[] };
  /**
   * Stops what writes for as long as copies are made: all of the app but `except`. Notes
   * on the host that `containers` run again afterwards: what a run leaves stopped that
   * was ended without its undos, the next backup starts.
   */
  stopToCopy: { except: string[]; containers: string[] };
  /** Starts those again, and waits until the app is healthy. Also as an undo. */
  startCopied: {
    containers: string[];
    /** As of `startAgain`. */
    named: Record<string, { name: string; service: string }>;
    probe: Probe;
  };
  /** Pulls the copies, and what is pulled from where it is, into the control host's `staging/APP`. */
  pullCopies: {
    sources: CopySource[];
    /** Bytes that are expected to come, and what lay in the app's staging before. */
    room?: { needed: number; staged: number };
    /** What served, for the manifest. `images`: by service. */
    release?: {
      number: number;
      commit: string | null;
      version: string | null;
      images?: Record<string, { id: string; ref?: string }>;
    };
    /** What runs and keeps data that the backup has not, for the manifest. */
    notBackedUp?: string[];
    /** Files that Compose reads and git does not track were searched for. */
    untracked?: 'looked';
    /** As of `takeCopy`. */
    down?: true;
  };
  /** One snapshot of what this operation has pulled. */
  snapshotCopies: { host: string; /** No policy forgets it. */ keep?: true };
  /** Records how the backup ended. Reported beside it: what shrank suddenly. */
  recordBackup: {
    sources: CopySource[];
    release: { commit: string | null; version: string | null };
    /** The night searches for all its snapshots in the repository at once, when the last app is done. */
    listed?: 'later';
    /** What runs and keeps data that the backup has not. */
    notBackedUp?: string[];
  };
}

/** What these steps add to the run's result. */
export interface BackupFound {
  /** For how long the app was stopped for its copies, in s. */
  down: number;
}

/**
 * Kinds that work on the control host or only read from the app's: they need no lease. A
 * pull from where data are holds the lock all the same.
 */
export type UnlockedKind = 'pullCopies' | 'snapshotCopies' | 'recordBackup';
