/** A release, as its host records it. */

/**
 * An app that was rolled back gets no automatic deploy of what was left,
 * until it is resumed or another release serves.
 */
export interface Hold {
  /** The release that was left. */
  release: number;
  commit: string | null;
  version: string | null;
  /** Every commit left since the hold began, the newest first: after two rollbacks in a row there are two. */
  commits: string[];
  /** ISO 8601, the host's clock. */
  since: string;
  by: string;
  reason?: string;
}

/** Of a release that a rollback has made. */
export interface RollbackNote {
  /** The release whose commit and images it has: never itself one that a rollback has made. */
  to: number;
  /** The release that was left. */
  left: number;
}

/** What Docker Compose gets of a release, and what it made of it: names and digests, no value. */
export interface ComposeRecord {
  /** Relative to the app's source, in order; without roost's own. */
  files: string[];
  profiles?: string[];
  envFiles?: string[];
  /** Absent: of what was adopted. */
  digest?: ComposeDigest;
}

export interface ComposeDigest {
  services: Record<string, { definition: string; environment: string }>;
  /** Of all but the services. */
  rest: string;
}

/** A release as `roost releases` shows it; also the record on the host. */
export interface ReleaseRecord {
  release: number;
  commit: string | null;
  version: string | null;
  migration: 'none' | 'safe' | 'breaking';
  operation: string;
  workflowId: string;
  strategy: 'recreate' | 'rolling' | 'adopted';
  slot: 'blue' | 'green' | null;
  project: string;
  /**
   * Service to image reference and id. `as`: the reference by which a person has started it, and by which it
   * runs on.
   */
  images: Record<string, { ref: string; id: string; as?: string }>;
  /** Containers by service, where there are to be several. */
  replicas?: Record<string, number>;
  /** ISO 8601, the host's clock; null until the commit point. */
  committedAt: string | null;
  by: string;
  reason?: string;
  /** Bytes of the dump taken before this release; null: none kept. */
  dumpBytes: number | null;
  /**
   * It keeps the dump of data that may have been changed, and are not
   * known to be right: it is never removed.
   */
  dataAtRisk?: true;
  current: boolean;
  rollback?: RollbackNote;
  /** Absent: an earlier version made it. */
  compose?: ComposeRecord;
  /** Services whose image is not on the host any more; only where it was asked. */
  gone?: string[];
  /** Of the current one: no automatic deploy of what was left for it. */
  hold?: Hold;
}
