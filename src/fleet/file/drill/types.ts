/** Drills: restores of whole apps in scratch, by which a backup is proven. */

/** Times are ms, sizes bytes. */
export interface DrillConfig {
  /** When the drills of a day begin, in the fleet's time zone. */
  at: { hour: number; minute: number };
  /** How often an app is proven. */
  every: number;
  /** Age of the last proof above which an app is an alert. */
  stale: number;
  /** How long the drills of a day may take together. */
  budget: number;
  /** How long one drill may take. */
  limit: number;
  /** Most that one drill may take of the disks of its host; absent: what is free, less what stays free. */
  disk?: number;
  /** Key of `Fleet.hosts`; absent: each on its app's own host. */
  host?: string;
  /** Of each container. */
  cpus: number;
  memory: number;
  /** Variables that every container has instead of its own. */
  env: Record<string, string>;
  /** Wanted: how old the data may be that come back, and how long that may take. */
  rpo: number;
  rto: number;
}

/** Of an app; absent: the fleet's. */
export interface AppDrill {
  off?: true;
  every?: number;
  limit?: number;
  memory?: number;
  cpus?: number;
  env?: Record<string, string>;
  /** Mounts of the host that its containers do without: absolute paths. */
  drop?: string[];
  /** Its restore script runs in a drill on a host that serves apps, too. */
  script?: true;
  rpo?: number;
  rto?: number;
}
