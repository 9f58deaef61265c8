/** The recovery of the control host: what is known of the former one, and what is to be done. */
import type { Flag } from '../../../host/maintenance';
import type { HeldLock } from '../../../host/types';

/** The folder of a scope on a host, in which roost keeps lock and marks. */
export interface PlaceFacts {
  kind: 'app' | 'host' | 'drill';
  /** Of the app, or of the host. */
  name: string;
  host: string;
  /** Absolute. */
  directory: string;
  /** The only control plane that may take the lock; null: any. */
  claimed: string | null;
  lock: HeldLock | null;
  /** Not closed, with the ids of the steps that they have begun. */
  operations: { id: string; state: 'open' | 'undoing'; begun: string[] }[];
  /** Of an app: set by a run. */
  flag: (Flag & { owner: 'roost' }) | null;
  /** Number and commit of the release that serves; null: none of roost's. */
  serving: { release: number; commit: string | null } | null;
  /** Releases that never served. */
  unfinished: UnfinishedRelease[];
  /** Jobs without a result. */
  jobs: string[];
  /** A recovery has not opened the app yet. */
  recovering: boolean;
}

export interface UnfinishedRelease {
  release: number;
  commit: string | null;
  operation: string | null;
  migration: string | null;
  /** It keeps a dump of data that may have been changed since. */
  dataAtRisk: boolean;
}

export interface HostFacts {
  host: string;
  /** Why it could not be asked; null: it was. */
  failure: { code: string; message: string } | null;
  /** Addresses that are logged in by SSH now, this machine's own left out. */
  peers: string[];
  places: PlaceFacts[];
}

/** The newest snapshot of the former control host's own state. */
export interface ControlSnapshot {
  id: string;
  /** ISO 8601. */
  time: string;
  /** What such a snapshot holds, and this one does not. */
  missing: string[];
  /** Whether its fleet file has the same text as the one here; null: it has none. */
  sameFleet: boolean | null;
  /** What it says of the commit of its fleet file. */
  commit: string | null;
}

export interface MachineFacts {
  /** Folder of roost's state. */
  state: string;
  /** Of the Temporal here, whether it runs or not; null: there is none. */
  plane: string | null;
  /** Whether it answers. */
  running: boolean;
  /** Whether a worker takes runs from it. */
  worker: boolean;
  /** Whether all Schedules of the fleet file are there. */
  schedules: boolean;
  /** Runs in this machine's audit; null: none. ISO 8601. */
  runs: { count: number; first: string; last: string } | null;
  /** Key files of the fleet file that are not here. */
  keys: { file: string; hosts: string[] }[];
  /** Where a copy that was given has to be: the age key, an SSH key. */
  copies: { from: string; to: string; what: string }[];
  /** What an earlier call of this command has done here. */
  done: Recovered | null;
}

/** `recovered.json` in the state folder. */
export interface Recovered {
  /** ISO 8601. */
  at: string;
  by: string;
  /** Its files are here; null: there was none. */
  snapshot: string | null;
  /** That has claimed the locks; absent: none was claimed yet. */
  plane?: string;
  /** Apps that are to be settled, from before their lock is freed until they are. */
  settle: Settle[];
}

/** Bring an app whose release was under way to one whole version. */
export interface Settle {
  app: string;
  host: string;
  /** `former`: what served before is deployed again; `new`: what was on its way. */
  to: 'former' | 'new';
  commit: string;
  /** The release that served when this was planned; 0: none. */
  serving: number;
}

export interface ControlFacts {
  machine: MachineFacts;
  /** Null: the repository has none. */
  snapshot: ControlSnapshot | null;
  hosts: HostFacts[];
  /** Workflow ids that this machine's own Temporal knows. */
  known: string[];
}

export interface ControlOptions {
  /** Apps whose unfinished release is to be finished instead of undone. */
  finish: string[];
  /** Locks are freed, and nothing is deployed. */
  locksOnly?: boolean;
}

export type ControlStep = { title: string } & (
  | { run: 'copyKey'; from: string; to: string }
  | { run: 'makeKey'; file: string; hosts: string[] }
  | { run: 'bringFiles'; snapshot: string | null }
  | { run: 'start' }
  | { run: 'schedules' }
  | { run: 'claim'; places: PlaceName[] }
  | { run: 'freeLock'; place: PlaceName; lock: HeldLock; operation: string | null; settle: Settle | null }
  | { run: 'settle'; settle: Settle }
);

export type PlaceName = Pick<PlaceFacts, 'kind' | 'name' | 'host' | 'directory'>;

/** A run that was under way when the control host was lost. */
export interface InFlight {
  place: PlaceName;
  workflow: string;
  workflowId: string;
  by: string | null;
  since: string;
  /** How far it was, in words. */
  state: string[];
  /** What comes of it. */
  then: string;
  settle: Settle | null;
}

export interface ControlPlan {
  /** Signs that the former control host lives. */
  alive: string[];
  inFlight: InFlight[];
  steps: ControlStep[];
  /** What cannot be known any more, and what to inspect instead. */
  unknown: string[];
  /** Hosts that could not be asked. */
  silent: { host: string; code: string; message: string }[];
}
