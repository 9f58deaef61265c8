/** Inputs of the workflows that operators start. */
import type { Look } from './push';
import type { HostReach } from './scope';
import type { RebootWhen } from './steps/patch';
import type { OfflineCopies, RehearsalSummary } from './steps/rehearsal';
import type { RestoreInto } from './steps/restore';

/** Input of the workflow `deploy`. */
export interface DeployRequest {
  app: string;
  /** Branch, tag or commit; default: the app's branch. */
  ref?: string;
  strategy?: 'auto' | 'recreate' | 'rolling';
  /** Hash of the plan that was read. */
  expect?: string;
  /** Allow a target beside or behind the serving commit. */
  diverged?: boolean;
  /** Also the commit that serves. */
  again?: boolean;
  /** Accept a breaking migration of data that could not be put back. */
  noWayBack?: boolean;
  /** Take newer images of tags, also where the commit serves already. */
  pull?: boolean;
  by?: string;
  reason?: string;
  /** The host where it is deployed, whatever the fleet file says: a move's. */
  on?: string;
  /** Started by no operator: the branch's head is meant, and it is left where there is nothing to do. */
  automatic?: Look['by'];
}

/** Input of the workflow `rollback`. */
export interface RollbackRequest {
  app: string;
  /** Number of a kept release, or its commit; default: the last healthy one before the serving one. */
  to?: string;
  strategy?: 'auto' | 'recreate' | 'rolling';
  /** `then`: the secrets of that release, instead of those that the serving one has. */
  secrets?: 'now' | 'then';
  /** Over a breaking migration: put the dump from before it back. */
  restoreData?: boolean;
  /** Hash of the plan that was read. */
  expect?: string;
  by?: string;
  reason?: string;
}

/** Input of the workflow `backup`. */
export interface BackupRequest {
  app: string;
  /** Hash of the plan that was read. */
  expect?: string;
  by?: string;
  reason?: string;
  /** The run of the night that asks for it; its result is then a brief one. */
  night?: string;
  /** No retention forgets its snapshot. */
  keep?: boolean;
  /** Only starts what a backup that was ended from outside has left stopped, and copies nothing. */
  mend?: true;
  /** ms for all tries to have the lock; absent: as long as by default. */
  lockLimit?: number;
}

/**
 * Input of the workflow `restore`, as a person types it:
 * `{"app": "phone", "snapshot": "latest", "what": ["database", "files"]}`.
 */
export interface RestoreRequest {
  app: string;
  /**
   * `latest`, the beginning of a snapshot's id, or a day or time: the
   * newest before its end. Default `latest`.
   */
  snapshot?: string;
  /**
   * `database`, `files`, `config`, `untracked`, `script`, or names of sources. Default `database` and
   * `files`.
   */
  what?: string[];
  /** Only these files and folders, relative to the app's folder. */
  paths?: string[];
  /**
   * `live` (default): in place of the live data; `scratch`: beside
   * them; another app: in place of that one's.
   */
  into?: string;
  /**
   * `keep` (default): the serving release stays; `snapshot`: that of
   * the snapshot comes back with its data.
   */
  release?: 'keep' | 'snapshot';
  /** Of snapshots that roost has not made: the absolute folder in them that holds the app's data. */
  fromPath?: string;
  /**
   * Accepts that what the app's own restore script changes cannot be put back, since nothing stands under
   * `data`.
   */
  noWayBack?: boolean;
  /** Instead of a snapshot: what this operation of a move has pulled. */
  pulled?: string;
  /** The host where its data go, whatever the fleet file says: a move's. */
  on?: string;
  /** Instead of all that: the run of a restore whose former data get their place back. */
  undo?: string;
  /** Hash of the plan that was read. */
  expect?: string;
  by?: string;
  reason?: string;
}

/**
 * Input of the workflow `restoreApps`, as a person types it: `{"apps":
 * ["phone", "mail"]}` or `{"host": "hornbill"}`.
 */
export interface RestoresRequest extends Pick<
  RestoreRequest,
  'snapshot' | 'what' | 'release' | 'expect' | 'by' | 'reason'
> {
  apps?: string[];
  /** All apps of this host, instead of names. */
  host?: string;
  into?: RestoreInto;
}

/** Input of the workflow `drill`, as a person types it: `{"app": "phone"}`. */
export interface DrillRequest {
  app: string;
  /** Its data are damaged there, and restored again; of the newest snapshot that a drill has proven. */
  corrupt?: true;
  /** As of a restore. Default `latest`. */
  snapshot?: string;
  /** Hash of the plan that was read. */
  expect?: string;
  by?: string;
  reason?: string;
}

/** Input of the workflow `nightlyDrill`. */
export interface DrillNightRequest {
  /** Only these, due or not; absent: those that are due. */
  apps?: string[];
  /**
   * The loss of a host, or of its apps' data, is rehearsed: all its apps, due or not, on the drill
   * host; without a name: of every host.
   */
  rehearsal?: { scenario: 'host' | 'corruption'; host?: string };
  by?: string;
  reason?: string;
}

/** Input of the workflow `rehearse`, as a person types it: `{"scenario": "control"}`. */
export interface RehearseRequest {
  scenario: RehearsalSummary['scenario'];
  /** Of `control`. */
  copies?: OfflineCopies;
  /** Hash of the plan that was read. */
  expect?: string;
  by?: string;
  reason?: string;
}

/** Input of the workflow `rehearsals`: all that the fleet file has the needs of. */
export interface RehearsalsRequest {
  by?: string;
  reason?: string;
}

/** Input of the workflow `archive`. Its run has the id of the app's backups, since it makes one. */
export interface ArchiveRequest {
  app: string;
  /** Back into service. */
  undo?: boolean;
  /** Hash of the plan that was read. */
  expect?: string;
  by?: string;
  reason?: string;
}

/** Input of the workflow `recover`. */
export interface RecoverRequest {
  host: string;
  /** The newest snapshot of each app, whether or not a drill has proven it. */
  newest?: boolean;
  /** Of a plan only: where the host will be, before the fleet file says so. */
  on?: { addresses: string[]; hostKey: string };
  /** The host is bare: log in as this user, such as root, and provision it first. */
  user?: string;
  /** Hash of the plan that was read. */
  expect?: string;
  by?: string;
  reason?: string;
}

/** Input of the workflow `move`. Its run has the id of the app's backups, since it pulls the app's data. */
export interface MoveRequest {
  app: string;
  /** The host that it moves to. */
  to?: string;
  /** Instead: back to where it came from, with the data that are there. */
  undo?: boolean;
  /** Instead: the way back ends. */
  confirm?: boolean;
  /** ms for which the app may be down; then the way back begins by itself. */
  down?: number;
  /** Hash of the plan that was read. */
  expect?: string;
  by?: string;
  reason?: string;
}

/** Input of the workflow `hostFacts`. */
export interface HostFactsRequest {
  host: string;
  /** Hash of the plan that was read. */
  expect?: string;
  by?: string;
  reason?: string;
}

/**
 * Input of the workflow `provision`. `address`, `hostKey` and
 * `user` take precedence over the fleet file's.
 */
export interface ProvisionRequest extends HostReach {
  host: string;
  /** Hash of the plan that was read. */
  expect?: string;
  by?: string;
  reason?: string;
}

/** Input of the workflow `patch`. */
export interface PatchRequest {
  host: string;
  /** Absent: it is not restarted. */
  reboot?: RebootWhen;
  /** Hash of the plan that was read. */
  expect?: string;
  by?: string;
  reason?: string;
}

/** Input of the workflow `patchHosts`. */
export interface PatchHostsRequest extends Omit<PatchRequest, 'host' | 'expect'> {
  /** In this order. */
  hosts: string[];
}

/** Input of the workflow `cloudflareApply`; without app and host: the whole fleet. */
export interface CloudflareRequest {
  app?: string;
  host?: string;
  /** The host where the app is, whatever the fleet file says: a move's. */
  on?: string;
  /** Remove more than 30 % of what is roost's. */
  force?: boolean;
  /** Hash of the plan that was read. */
  expect?: string;
  by?: string;
  reason?: string;
}

/** Input of the workflow `cloudflareAdopt`. */
export interface AdoptRequest extends Omit<CloudflareRequest, 'force'> {
  /** Name of the tunnel that becomes that of the host. */
  tunnel?: string;
}

/** Input of the workflow `cloudflareRotate`. */
export type RotateRequest = Pick<CloudflareRequest, 'expect' | 'by' | 'reason'>;

/** Input of the workflow `rotate`. */
export interface KeyRotationRequest {
  what: 'age-key' | 'restic-password' | 'secret' | 'ssh-key';
  /**
   * Of a secret: app, name of the value, its file where several have
   * it, and the id of the encrypted new value.
   */
  app?: string;
  name?: string;
  in?: string;
  staged?: string;
  /** Of several age or SSH keys: the file of the one that is meant, on the control host. */
  file?: string;
  /** Hash of the plan that was read. */
  expect?: string;
  by?: string;
  reason?: string;
}

/** Input of the workflow `nightlyBackup`. */
export interface NightRequest {
  /** Only these, and nothing afterwards; absent: every app, then the upkeep. */
  apps?: string[];
  /** By the app's own times: left out where the fleet file has none any more, or another run backs it up. */
  own?: true;
  by?: string;
  reason?: string;
}
