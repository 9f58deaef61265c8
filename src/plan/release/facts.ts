/** What the planner knows of the world; gathered by one activity, which changes nothing that runs. */
import type { ContractReport } from '../../fleet/contract/types';
import type { AppConfig, Migration } from '../../fleet/file/app/types';
import type { HostConfig } from '../../fleet/file/host/types';
import type { Configured } from '../../host/proxies';
import type { PlanChanges } from '../../protocol/changes';
import type { CopySource } from '../../protocol/data';
import type { CommitInfo, DataLoss, KeyDifference } from '../../protocol/plan';
import type { Hold, RollbackNote } from '../../protocol/release-record';
import type { Slot } from '../../protocol/steps/release';

/** The target as seen from the serving commit. */
export type Relation = 'first' | 'unknown' | 'same' | 'ahead' | 'behind' | 'diverged';

export interface RunningContainer {
  id: string;
  name: string;
  service: string;
  imageId: string;
  /** Docker's `running`, `exited`, … */
  state: string;
  /** `healthy`, `unhealthy`, `starting`; null: no health check. */
  health: string | null;
  project: string;
  workingDir: string;
  /** Where in the container volumes without a name are mounted, of the Compose file or of the image. */
  anonymous?: string[];
  /** It has the host's network. */
  hostNetwork?: true;
  /** It came to its end as it may: with 0, and nothing starts it again. */
  ended?: true;
  /** Compose files that it was started with, absolute; absent: not known. */
  configFiles?: string[];
}

export interface ServingRelease {
  release: number;
  commit: string | null;
  version: string | null;
  slot: Slot | null;
  project: string;
  /** Id of its image of the serving service; null: not known. */
  image: string | null;
  /** Containers of the serving service, where there are to be several. */
  replicas?: number;
}

/** A port that a service publishes, and who has it. */
export interface TakenPort {
  service: string;
  /** `127.0.0.1:8080/tcp`. */
  port: string;
  /** A container's name; null: a process, or a container of the host's network. */
  by: string | null;
  /** A service of the release that publishes it too; the same one: several containers of it would. */
  also?: string;
}

/** A fixed name of a container that another one has. */
export interface TakenName {
  service: string;
  name: string;
}

export interface ImageRoom {
  freeBytes: number | null;
  freeInodes: number | null;
  /** Services whose image is built, or is not there yet. */
  made: string[];
  /** Bytes of the images that those services run now. */
  now: number;
}

export interface DeployFacts {
  app: AppConfig;
  host: HostConfig;
  /** The commit point's record; null: roost has never deployed this app. */
  serving: ServingRelease | null;
  /** The app's containers, those of one-offs left out. */
  containers: RunningContainer[];
  /** Services of this app's Compose project that were started in another folder. */
  elsewhere: { service: string; folder: string }[];
  /** Commit of the app's source folder on the host; null: no working copy. */
  headOnHost: string | null;
  /** Files changed by hand in the source folder. */
  changedByHand: string[];
  /** Files there that git does not track, and that the target brings. */
  brought?: string[];
  /**
   * Paths of the target's submodules that have no address, and the filters of
   * its files that the host's git does not know.
   */
  leftOut?: { submodules: string[]; filters: string[] };
  /** What git would remove there with all that is in it, to make room for the target. */
  inTheWay?: string[];
  /** Every release folder on the host, rising. */
  releases: {
    release: number;
    committed: boolean;
    dump: boolean;
    /** Its dump is of data that are not known to be right. */
    dataAtRisk?: true;
    rollback?: RollbackNote;
  }[];
  /** Services, the serving one left out, whose definition differs between serving release and target. */
  changedServices: string[];
  /** Services that the serving commit starts, and the target has not. */
  removedServices: string[];
  /** How what will run differs from what runs; absent: Compose could not be asked. */
  changes?: PlanChanges | undefined;
  /**
   * Of a commit that a person has checked out and started: a line for each service that may not be as the
   * commit has it.
   */
  doubts?: string[];
  target: { commit: string; subject: string; isHead: boolean };
  relation: Relation;
  /** From the serving commit (exclusive) to the target, newest first; at most 50. */
  commits: CommitInfo[];
  commitCount: number;
  /** Highest class between serving and target. */
  migration: Migration;
  /** Highest class on the other side of the merge base: what would be left behind. */
  leftMigration: Migration;
  contract: ContractReport;
  composeVersion: string;
  /** A maintenance flag of a run that is over. */
  leftFlag: boolean;
  /** A maintenance flag set by a person (file name and its first line); null: none. */
  personFlag: string | null;
  /**
   * What the proxy's loaded configuration has for the app; absent: it
   * does not report it, or it is not needed.
   */
  behind?: Configured;
  /** Of an app that roost has never deployed: containers, folders or volumes of it are there. */
  dataThere?: boolean;
  /** Ports that the target publishes and others have. */
  portsTaken?: TakenPort[];
  /** Names that containers of the target are to have and others have. */
  namesTaken?: TakenName[];
  imageRoom?: ImageRoom;
  /** Of an app that roost has never deployed: what lies in its build contexts, and git does not track. */
  notInImages?: string[] | undefined;
  diskFreeBytes: number;
  databaseBytes: number | null;
  gatheredAt: string;
  /**
   * Of a deploy that takes newer images of tags: services whose image is another in its registry by
   * now, those whose registry does not say, and those that are built.
   */
  pull?: {
    newer: { service: string; image: string; digest: string }[];
    unknown: { service: string; image: string; why: string }[];
    built: string[];
  };
  /** Of a deploy that no operator has started. */
  automatic?: AutomaticFacts;
}

export interface AutomaticFacts {
  /** A recovery has not opened it yet. */
  recovering?: boolean;
  by: 'delivery' | 'comparison';
  /** The hold of the serving release. */
  hold: Hold | null;
  /** The head is among what the hold has left, or an ancestor of it. */
  containsNoMore: boolean;
  /** The head that another run dealt with last, whichever way it ended. */
  dealt: { commit: string; workflowId: string } | null;
  /** Whether head and serving commit differ under `paths`; without paths always. */
  pathsChanged: boolean;
  /** Those that count; empty: every path. */
  paths?: string[];
}

/** A release that is on the host, as far as a rollback asks. */
export interface KeptRelease {
  release: number;
  commit: string | null;
  version: string | null;
  migration: Migration;
  strategy: 'recreate' | 'rolling' | 'adopted';
  /** It has served. */
  committed: boolean;
  /** A dump from before it is there. */
  dump: boolean;
  /** Image ids by service. */
  images: Record<string, string>;
  rollback?: RollbackNote;
}

/**
 * Of the host and of a release that was kept, which is the target. `migration` is the highest class
 * of what is left, `commits` are the commits that are left.
 */
export interface RollbackFacts extends DeployFacts {
  kept: KeptRelease[];
  to: KeptRelease;
  /** Highest class of what the target has and the serving release has not. */
  aheadMigration: Migration;
  /** Services of the target whose image is not on the host any more. */
  gone: string[];
  /** How the secrets of the serving release differ from those of the target. */
  keys: KeyDifference[];
  /** The dump from before the oldest breaking release that is left; null: none is kept. */
  dump: {
    of: number;
    takenAt: string;
    bytes: number;
    readable: boolean;
    loss: DataLoss;
    /** What was kept with it, of the app's present data besides the database. */
    files?: CopySource[];
    /** There was no database. */
    withoutDatabase?: true;
  } | null;
  hold: Hold | null;
}
