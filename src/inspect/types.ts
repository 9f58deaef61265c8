/** How hosts and apps stand. */
import type { BackupView } from '../backup';
import type { HostLook } from '../drift';
import type { ErrorReport } from '../errors';
import type { HeldLock } from '../host/types';
import type { Hold } from '../protocol/release-record';
import type { Slot } from '../protocol/steps/release';
import type { RunSummary } from '../temporal/runs/types';
import type { Alive } from './ask-temporal';
import type { Container } from './containers';
import type { MovedMark, Site, StoredRelease } from './site';

export interface AppStatus {
  app: string;
  current: StoredRelease | null;
  hold: Hold | null;
  containers: Container[];
  flags: Site['flags'];
  slot: Slot | null;
  lock: (HeldLock & { run: Alive }) | null;
  leftovers: string[];
  lastRun: RunSummary | null;
  /** For its host: what starts again the containers that are down; absent: none is, or it is not to. */
  start?: string;
  /** By marks of a move: where it serves instead of here, and where it came from. */
  away?: MovedMark;
  came?: MovedMark;
  /** The day since which it is out of service; absent: it is in service. */
  archived?: string;
}

export interface HostStatus {
  host: string;
  apps: AppStatus[];
  failure: ErrorReport | null;
  /** What the last check found, of a host that was provisioned. */
  look?: HostLook;
}

export interface FleetStatus {
  hosts: HostStatus[];
  /** Why Temporal was not asked; null: it was. */
  notAsked: string | null;
  /** From files of this machine; null: the fleet file has none. */
  backup: BackupView | null;
}
