import type { AppConfig } from '../../fleet/file/app/types';
import type { HostConfig } from '../../fleet/file/host/types';
import type { CopySource } from '../../protocol/data';
import type { RunningContainer } from '../release/facts';

/** What the planner of an archive knows of the world. */
export interface ArchiveFacts {
  app: AppConfig;
  host: HostConfig;
  /** Compose project of what serves. */
  project: string;
  /** Number of the serving release; 0: roost has never deployed it. */
  expects: number;
  commit: string | null;
  version: string | null;
  /** All of the app, running or not. */
  containers: RunningContainer[];
  /** Ids of those that a run has stopped and none has started since. */
  stopped: string[];
  personFlag: string | null;
  /** What the fleet file says of its data. */
  sources: CopySource[];
}
