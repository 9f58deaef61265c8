/** The steps of a recovery, as data, and what they find. Deploys and restores are runs of their own. */
import type { CloudflareRequest, DeployRequest, RestoreRequest } from '../requests';

/** An app that comes back. */
export interface Recovering {
  app: string;
  /** Its folder, absolute. */
  directory: string;
}

/** A run of another workflow, as a step starts it. */
export type OtherRun =
  | { workflow: 'deploy'; request: Pick<DeployRequest, 'app' | 'ref'> }
  | { workflow: 'restore'; request: Pick<RestoreRequest, 'app' | 'snapshot' | 'what'> }
  | { workflow: 'cloudflareApply'; request: Pick<CloudflareRequest, 'host'> };

/** What has been done of an app, in the order in which it must be. */
export type RecoveryPart = 'laid' | 'deployed' | 'restored';

/** Arguments of every kind of step of a recovery: a closed union. Each kind is one activity. */
export interface RecoverStepArgs {
  /**
   * Before anything of the app is there: a mark that it is not recovered yet, and the
   * maintenance page, which no other run takes away.
   */
  holdApp: Recovering;
  /**
   * Starts a run whose id derives from the operation, or finds it, and waits for its end. Of an
   * app: only if all parts `after` are done; its success is the part `done`. `part`: of several
   * runs of one workflow for the app.
   */
  awaitRun: OtherRun & { of?: Recovering; after?: RecoveryPart[]; done?: RecoveryPart; part?: string };
  /**
   * Only if all parts are done: takes page and mark away. `takenAt`: of
   * the snapshot, ISO 8601; null: it has none.
   */
  openApp: Recovering & { parts: RecoveryPart[]; snapshot: string | null; takenAt: string | null };
  /** Reports what came back, of which time and after how long. */
  sumUp: { apps: (Recovering & { snapshot: string | null; takenAt: string | null })[] };
}

/** What these steps add to the run's result. */
export interface RecoverFound {
  recovered: {
    apps: RecoveredApp[];
    /** From the beginning of the run until the last of them was open. */
    seconds: number;
  };
}

export interface RecoveredApp {
  app: string;
  snapshot: string | null;
  /** Seconds between the snapshot and the beginning of the run: what is lost. Null: it has no snapshot. */
  rpo: number | null;
  /** Seconds from the beginning of the run until it was open; null: it was left out. */
  rto: number | null;
}

/** What a recovery brings back, for who reads the plan. */
export interface RecoverSummary {
  apps: {
    app: string;
    commit: string | null;
    /** Ids are long; times ISO 8601. `proven`: by a drill. */
    snapshot: { id: string; time: string; proven: boolean } | null;
    /** A newer one that no drill has proven. */
    newer?: { id: string; time: string };
  }[];
  /** Apps of the host that are there already. */
  there: string[];
}
