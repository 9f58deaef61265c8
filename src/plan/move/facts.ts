import type { AppConfig } from '../../fleet/file/app/types';
import type { HostConfig } from '../../fleet/file/host/types';
import type { CopySource } from '../../protocol/data';
import type { MoveSummary } from '../../protocol/steps/move';
import type { RunningContainer } from '../release/facts';
import type { Disk } from '../restore/world';

/** What the planner of a move knows of the world. */
export interface MoveFacts {
  way: MoveSummary['way'];
  /** As the fleet file has it. */
  app: AppConfig;
  /** Where it serves, and where it is to serve; of the end of a way back: where it came from. */
  from: HostConfig;
  to: HostConfig;
  /** Where it serves: Compose project, number of the release, and all containers. */
  project: string;
  expects: number;
  commit: string | null;
  version: string | null;
  containers: RunningContainer[];
  /** Files that somebody has changed in the source folder. */
  changedByHand: string[];
  /** A rollback holds back what is newer. */
  hold: boolean;
  personFlag: string | null;
  /** By the mark on the host that the fleet file names: the host where the app serves. */
  away: string | null;
  there: {
    /** Where the app serves by the mark there; null: there is none. */
    away: string | null;
    /** It runs there. */
    runs: boolean;
  };
  /**
   * Of what is copied, bytes: dumps and files, and the database that a dump becomes; and the disks there.
   * Null: nothing is copied.
   */
  size: {
    copied: number;
    database: number;
    disk: Disk;
    /** Null: Docker's data are on the same. */
    docker: Disk | null;
  } | null;
  /** ms for which the app may be down, as given; null: by how much is copied. */
  down: number | null;
  /** When it came from `to`; ISO 8601; null: it did not. */
  cameAt: string | null;
  /** What the fleet file says of its data. */
  sources: CopySource[];
  /** The app has a script that makes its backups. */
  script: boolean;
  /** The fleet file has app and host at Cloudflare. */
  cloudflare: boolean;
  /** Names that lead to the app. */
  names: string[];
  /** Apps on `from` that it needs, or that need it. */
  neighbours: string[];
}
