/**
 * A plan: what a run will do, as data. It is made once, under the lock, by a
 * pure planner; recorded in Temporal as the planning activity's result; shown
 * by `--plan`; and executed by the one engine in `src/workflows/engine`.
 *
 * Recorded plans outlive the code that made them: fields are only ever added,
 * and added ones are optional.
 */
import type { Hold } from '../../host/types';
import type { HealthConfig, Migration, SecretFile } from '../config/types';

export type { Migration, SecretFile };

/** Two places in which a release may run side by side; the proxy switches between them. */
export type Slot = 'blue' | 'green';

export type Strategy = 'recreate' | 'rolling';

export interface Postgres {
  service: string;
  database: string;
  user: string;
}

/** What must answer before a release counts as healthy. Times in ms. */
export interface Probe {
  service: string;
  port: number;
  path: string;
  status: number;
  json: HealthConfig['json'];
  wait: number;
}

/** What must answer through the proxy. */
export interface UrlCheck {
  url: string;
  /** The Host header, where the URL names the proxy and not the app. */
  host: string | null;
  status: number;
  json: HealthConfig['json'];
}

/** Of a release that a rollback has made. */
export interface RollbackNote {
  /** The release whose commit and images it has: never itself one that a rollback has made. */
  to: number;
  /** The release that was left. */
  left: number;
}

export interface AdoptedAgain {
  note: RollbackNote;
  migration: Migration;
  /** The release whose folder is copied, and the one whose secrets are taken. */
  from: number;
  secretsOf: number;
}

/** Arguments of every kind of step: the closed union. Each kind is one activity. */
export interface StepArgs {
  /**
   * Keeps what runs by other means as a release: image ids tagged, Compose files, env and commit copied.
   * With `rollback` such a release is made again from its folder.
   */
  adoptRelease: {
    release: number;
    commit: string | null;
    version: string | null;
    secrets: SecretFile[];
    images: Record<string, string>;
    rollback?: AdoptedAgain;
  };
  /**
   * Checks the commit out into the release's own folder, decrypts its secrets, lets Compose read the result.
   * `secretsOf`: the release whose decrypted files are taken instead.
   */
  stageRelease: {
    release: number;
    commit: string;
    version: string | null;
    migration: Migration;
    secrets: SecretFile[];
    secretsOf?: number;
    rollback?: RollbackNote;
  };
  /**
   * Builds or pulls every image, records the ids and writes the Compose override that names them.
   * `kept`: image ids by service that are only tagged, neither built nor pulled, as long as they are on the host.
   */
  buildImages: { release: number; strategy: Strategy; slot: Slot | null; service: string; dataServices: string[]; kept?: Record<string, string> };
  setMaintenance: { on: boolean };
  /** Stops all but the named services. */
  stopServices: { except: string[] };
  /** Dumps the database into the release's folder, and reads the dump back. */
  dumpData: { release: number; postgres: Postgres };
  /** Puts that dump back: as an undo where one was made, forward or not at all. */
  restoreData: { release: number; postgres: Postgres };
  /** Runs one of the app's scripts exactly once in this operation. */
  runScript: { name: string; command: string; on: 'container' | 'host'; release: number; service: string; dataServices: string[] };
  /** Makes the release the one in the app's folder and starts it; returns when it is healthy. */
  startRelease: { release: number; probe: Probe; dataServices: string[] };
  /** Starts the release beside the running container; returns when the proxy reaches it. */
  startSlot: { release: number; slot: Slot; former: string; probe: Probe };
  /** Sends the requests to a slot (`null`: to the container's conventional name), then lets those under way end for `drain` ms. */
  switchSlot: { to: Slot | null; drain: number };
  /**
   * Takes one of the service's two containers away, after `drain` ms, and makes release `keep` the one in the app's folder.
   * `former` is the id of the container that ran before; `remove` says whether it or the new one goes.
   */
  removeSlot: { former: string; remove: 'former' | 'new'; drain: number; keep: number; service: string; containerName: string | null; activate: boolean };
  /** Asks the URL through the proxy, then watches for `settle` ms while serving. */
  verifyRelease: { release: number; url: UrlCheck | null; settle: number; service: string; former: string | null };
  /** The commit point: the release is recorded on the host as the current one; `hold`: the app is on hold from then on. */
  commitRelease: { release: number; hold?: Pick<Hold, 'release' | 'commit' | 'version' | 'commits'> };
  /** Removes releases with their images, env files, dumps and one-off containers. */
  discardReleases: { releases: number[] };
}

export type StepKind = keyof StepArgs;

/** One activity call. */
export type Call = { [K in StepKind]: { run: K; args: StepArgs[K] } }[StepKind];

/**
 * How a step is retried:
 * - `short`: seconds; again and again for some minutes, so that a rebooting host is waited for.
 * - `long`: a job that may take hours; a retry re-attaches.
 * - `health`: ends by its own wait; an unhealthy answer is final.
 */
export type RetryClass = 'short' | 'long' | 'health';

/**
 * What a failure of the step means:
 * - `undo`: what was done is undone.
 * - `ask`: an operator decides (see `ask`), since undoing loses something.
 * - `warn`: the run goes on and the warning is reported.
 */
export type OnFailure = 'undo' | 'ask' | 'warn';

/** What happens when nobody decides in time. `stay`: the run waits on, lock held. */
export interface Ask {
  default: 'undo' | 'stay';
  /** What each answer would do, for the operator. */
  says: string;
}

export interface StepUndo {
  title: string;
  call: Call;
  /** A later step's id: once that has begun, in whichever run, this is done only when an operator says so. */
  freeUntil?: string;
  /** What the operator is then told of each answer. */
  says?: string;
}

export interface Step {
  /** Unique in the plan: `build`, `flag-on`. */
  id: string;
  /** As in a runbook: "Build the images of a1b2c3d". */
  title: string;
  call: Call;
  undo?: StepUndo;
  retry: RetryClass;
  onFailure: OnFailure;
  /** Never run twice in one operation: a lost outcome is asked about, not retried. */
  once?: true;
  /** Needed for `once` and for `onFailure: 'ask'`. */
  ask?: Ask;
  /** Seconds it may take; for `long`. */
  limit?: number;
  /** Steps with the same group run side by side. */
  group?: string;
  /** The step after which there is no way back; later steps expect the new release. */
  commits?: true;
}

/** Where the steps act. */
export interface Where {
  app: string;
  host: string;
  /** The app's folder, absolute. */
  directory: string;
  /** The folder of the Compose file, relative to `directory`. */
  source: string;
  /** Compose project name. */
  project: string;
  /** Compose files relative to `source`, without roost's own override. */
  compose: string[];
}

export interface CommitInfo {
  commit: string;
  subject: string;
  migration: Migration;
}

export interface Plan {
  format: 1;
  workflow: string;
  /** Random; minted with the plan. Names on the host derive from it. */
  operation: string;
  /** sha256 (16 hex digits) of the plan without what changes by itself. */
  hash: string;
  where: Where;
  /** Number of the release that must be current before the commit point; 0: none. */
  expects: number;
  /** Number of the release that this plan makes. */
  release: number;
  from: { release: number; commit: string | null; version: string | null } | null;
  to: { commit: string; version: string | null; subject: string };
  strategy: Strategy;
  /** Why this strategy: what forbids `rolling`, if something does. */
  because: string[];
  migration: Migration;
  /** Newest first, at most 50 of `commitCount`. */
  commits: CommitInfo[];
  commitCount: number;
  warnings: string[];
  steps: Step[];
  /** ms that a run waits for a decision before the default. */
  decideWait: number;
  /** Of a rollback. */
  rollback?: RollbackSummary;
}

/** What a rollback goes back to, for who reads the plan. */
export interface RollbackSummary {
  to: number;
  /** Services whose images are there, and those whose image is made again. */
  images: { kept: string[]; gone: string[] };
  secrets: { taken: 'now' | 'then'; differ: KeyDifference[] };
  /** The dump to which the data return; null: they stay. */
  data: { dumpOf: number; takenAt: string; bytes: number } | null;
}

/** Names of keys of one secret file; never values. */
export interface KeyDifference {
  file: string;
  changed: string[];
  /** In today's file only, and in that of then only. */
  onlyNow: string[];
  onlyThen: string[];
}

/** Shown but never hashed: what changes by itself. */
export interface PlanFacts {
  diskFreeBytes: number;
  databaseBytes: number | null;
  gatheredAt: string;
  loss?: DataLoss;
}

/** What is lost when data return to a dump. */
export interface DataLoss {
  /** Between the dump and the gathering of the facts. */
  seconds: number;
  /** Rows in the dump and in the database; null: they could not be counted in time. */
  tables: { table: string; then: number; now: number }[] | null;
}

export type StepState = 'pending' | 'running' | 'done' | 'failed' | 'warned' | 'skipped' | 'waiting' | 'undone' | 'undoing' | 'undo-failed';

/** One line of the checklist. */
export interface StepProgress {
  id: string;
  title: string;
  state: StepState;
  /** Seconds the activity took, when it ended. */
  seconds?: number;
  note?: string;
}

/** An error as runs record it. */
export interface Failure {
  code: string;
  message: string;
  hint: string;
  step?: string;
}

/** A run that waits for an operator. */
export interface Waiting {
  /** Binds a decision to this very wait. */
  id: string;
  step: string;
  title: string;
  failure: Failure;
  verbs: Verb[];
  says: string;
  default: 'undo' | 'stay';
  /** ms until the default, from the beginning of the wait; null: never. */
  after: number | null;
}

export type Verb = 'retry' | 'skip' | 'undo' | 'abort';

export interface Progress {
  phase: 'locking' | 'planning' | 'running' | 'undoing' | 'waiting' | 'ended';
  plan: Plan | null;
  steps: StepProgress[];
  waiting: Waiting | null;
  failure: Failure | null;
}

export type Outcome = 'succeeded' | 'unchanged' | 'undone' | 'failed' | 'cancelled' | 'refused';

/** What a run leaves: its result, or the first detail of its failure. */
export interface RunResult {
  outcome: Outcome;
  plan: Plan | null;
  steps: StepProgress[];
  warnings: string[];
  failure: Failure | null;
}
