/** The steps of a plan, as data: what an activity is given, how it is undone and retried. */
import type { HealthConfig, Migration, SecretFile } from '../../fleet/file/app/types';
import type { CopySource, Postgres } from '../data';
import type { RollbackNote, Hold } from '../release-record';

/** Two places in which a release may run side by side; the proxy switches between them. */
export type Slot = 'blue' | 'green';

export type Strategy = 'recreate' | 'rolling';

/** What must answer before a release counts as healthy. Times in ms. */
export interface Probe {
  service: string;
  port: number;
  path: string;
  status: number;
  json: HealthConfig['json'];
  wait: number;
  /** What is asked at the container's address. Absent: `path` by HTTP. */
  ask?: 'tcp' | 'nothing';
  /** Only of a container without a health check of its own. */
  unchecked?: true;
}

/** What must answer through the proxy. */
export interface UrlCheck {
  url: string;
  /** The Host header, where the URL names the proxy and not the app. */
  host: string | null;
  status: number;
  json: HealthConfig['json'];
}

export interface AdoptedAgain {
  note: RollbackNote;
  migration: Migration;
  /** The release whose folder is copied, and the one whose secrets are taken. */
  from: number;
  secretsOf: number;
}

/** Data that a release keeps from before it. */
export interface KeptData {
  release: number;
  postgres?: Postgres;
  /** The data besides: `sqlite`, `folder`, `volume`. Absent: none. */
  files?: CopySource[];
  /** They may run meanwhile, all others are stopped. Absent in plans of older versions. */
  dataServices?: string[];
}

/** Arguments of every kind of step that makes a release: a closed union. Each kind is one activity. */
export interface ReleaseStepArgs {
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
    /** Compose files that what runs was started with, relative to the source. Absent: those of the scope. */
    compose?: string[];
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
   * `kept`: image ids by service that are only tagged, neither built nor
   * pulled, as long as they are on the host.
   */
  buildImages: {
    release: number;
    strategy: Strategy;
    slot: Slot | null;
    service: string;
    dataServices: string[];
    kept?: Record<string, string>;
    /** Builds begin from the newest images too. */
    pull?: true;
    /** Whether the app serves is asked from outside, if its container has no health check. */
    asked?: true;
  };
  setMaintenance: { on: boolean };
  /** Stops the services of the release in the app's folder, all but the named ones. */
  stopServices: { except: string[] };
  /** Keeps the data as they are in the release's folder, and reads them back: a database as a dump. */
  dumpData: KeptData;
  /** Puts those back: as an undo where the data may have been changed, forward or not at all. */
  restoreData: KeptData;
  /**
   * Runs one of the app's scripts exactly once in this operation. `stopped`:
   * all but the data services were stopped before.
   */
  runScript: {
    name: string;
    command: string;
    on: 'container' | 'host';
    release: number;
    service: string;
    dataServices: string[];
    stopped?: true;
  };
  /** Makes the release the one in the app's folder and starts it; returns when it is healthy. */
  startRelease: {
    release: number;
    probe: Probe;
    dataServices: string[];
    /**
     * Of an undo: the services that ran before the operation, and those of them
     * that were not well. Absent: all are to run.
     */
    before?: { ran: string[]; unwell: string[] };
    /**
     * What holds data and keeps its container, each with those that it is
     * started again with. Absent: as Compose has it.
     */
    stays?: Record<string, string[]>;
    /**
     * What runs is the release already: its files are laid there, and nothing is stopped, made or started.
     */
    asItRuns?: true;
  };
  /**
   * Removes the containers of services that the release in the app's
   * folder does not have; their volumes stay.
   */
  removeServices: { services: string[] };
  /**
   * Of `rolling`: makes the containers of other services anew that are not what the release
   * says, and those that use their network or volumes (`ties`: by service, whose). `except`:
   * what holds data. As an undo, of the former release.
   */
  renewServices: {
    release: number;
    service: string;
    except: string[];
    ties: Record<string, string[]>;
    /** ms until they must be well. */
    wait: number;
  };
  /** Starts the release beside the running container; returns when the proxy reaches it. */
  startSlot: { release: number; slot: Slot; former: string; probe: Probe };
  /**
   * Sends the requests to a slot (`null`: to the container's conventional name),
   * then lets those under way end for `drain` ms.
   */
  switchSlot: { to: Slot | null; drain: number };
  /**
   * Takes one of the service's two containers away, after `drain` ms, and makes release `keep` the
   * one in the app's folder. `former` is the id of the container that ran before; `remove` says
   * whether it or the new one goes. With `ignore`, services that the release has not started, all
   * others are started again that a restart of the host has ended.
   */
  removeSlot: {
    former: string;
    remove: 'former' | 'new';
    drain: number;
    keep: number;
    service: string;
    containerName: string | null;
    activate: boolean;
    ignore?: string[];
  };
  /** Asks the URL through the proxy, then watches for `settle` ms while serving. */
  verifyRelease: {
    release: number;
    url: UrlCheck | null;
    settle: number;
    service: string;
    former: string | null;
    /** Services that the release has not started; all others are watched. */
    ignore?: string[];
    /** Its containers ran before: only what happens while they are watched counts. */
    asItRuns?: true;
  };
  /**
   * The commit point: the release is recorded on the host as the current
   * one; `hold`: the app is on hold from then on.
   */
  commitRelease: { release: number; hold?: Pick<Hold, 'release' | 'commit' | 'version' | 'commits'> };
  /** Removes releases with their images, env files, dumps and one-off containers. */
  discardReleases: { releases: number[] };
}
