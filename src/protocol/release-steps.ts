/** The steps of a plan, as data: what an activity is given, how it is undone and retried. */
import type { HealthConfig, Migration, SecretFile } from '../fleet/file/types';
import type { Hold } from '../host/types';
import type { BackupStepArgs } from './backup-steps';

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

/** Arguments of every kind of step that makes a release: a closed union. Each kind is one activity. */
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
  buildImages: {
    release: number;
    strategy: Strategy;
    slot: Slot | null;
    service: string;
    dataServices: string[];
    kept?: Record<string, string>;
  };
  setMaintenance: { on: boolean };
  /** Stops all but the named services. */
  stopServices: { except: string[] };
  /** Dumps the database into the release's folder, and reads the dump back. */
  dumpData: { release: number; postgres: Postgres };
  /** Puts that dump back: as an undo where one was made, forward or not at all. */
  restoreData: { release: number; postgres: Postgres };
  /** Runs one of the app's scripts exactly once in this operation. */
  runScript: {
    name: string;
    command: string;
    on: 'container' | 'host';
    release: number;
    service: string;
    dataServices: string[];
  };
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
  removeSlot: {
    former: string;
    remove: 'former' | 'new';
    drain: number;
    keep: number;
    service: string;
    containerName: string | null;
    activate: boolean;
  };
  /** Asks the URL through the proxy, then watches for `settle` ms while serving. */
  verifyRelease: {
    release: number;
    url: UrlCheck | null;
    settle: number;
    service: string;
    former: string | null;
  };
  /** The commit point: the release is recorded on the host as the current one; `hold`: the app is on hold from then on. */
  commitRelease: { release: number; hold?: Pick<Hold, 'release' | 'commit' | 'version' | 'commits'> };
  /** Removes releases with their images, env files, dumps and one-off containers. */
  discardReleases: { releases: number[] };
}

type AllArgs = StepArgs & BackupStepArgs;

export type StepKind = keyof AllArgs;
export type ArgsOf<K extends StepKind> = AllArgs[K];

/** One activity call. */
export type Call = { [K in StepKind]: { run: K; args: AllArgs[K] } }[StepKind];

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
  /** The step after which there is no way back: the run has succeeded, whatever comes. Later steps expect the new release, if there is one. */
  commits?: true;
  /** Needs no lock: the app's is freed beside the first such step, and with it ends what could be undone. */
  unlocked?: true;
}
