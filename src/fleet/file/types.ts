/**
 * The fleet as the rest of roost sees it: checked, defaults filled in, `~`
 * expanded, durations in ms. Plain JSON, so that it may pass through Temporal.
 * `schema.ts` has the same facts as they are written.
 */
import type { AppConfig } from './app/types';
import type { BackupConfig } from './backup/types';
import type { CloudflareConfig } from './cloudflare/types';
import type { HostConfig } from './host/types';
import type { NotifyTarget } from './notify/types';
import type { OperatorConfig, ProvisionConfig } from './provision/types';
import type { GatewayConfig } from './push/types';

export interface Fleet {
  /** [a-z][a-z0-9-]*, as are the names of hosts and apps. */
  name: string;
  hosts: Record<string, HostConfig>;
  apps: Record<string, AppConfig>;
  /**
   * `age.keyFile`: where the private age key is on the control host; never the key.
   * `file`: a sops dotenv file there with the control plane's own secrets; absent: it has none.
   * `commit`: how a rotation brings changed files into a repository; absent: `direct`.
   */
  secrets: { age: { keyFile: string }; file?: string; commit?: 'direct' | 'branch' };
  /** `wait`: ms that a run waits for an app's lock. */
  lock: { wait: number };
  /** `wait`: ms that a run waits for an operator before it takes its default. */
  decide: { wait: number };
  /** `down`: ms for which a move may keep an app down; absent: by the size of its data. */
  move?: { down?: number };
  /** Targets of notifications, by name. */
  notify: Record<string, NotifyTarget>;
  /** `heads`: ms between two comparisons of the repositories' heads with the serving commits; null: never. */
  push: { heads: number | null };
  /** GitHub Enterprise Servers: host to the name of the secret with the token for it. */
  github: { servers: Record<string, string> };
  /** Logins by host, `password` by its name in `secrets.file`. */
  registries: Record<string, { user: string; password: string }>;
  /** Absent: no gateway is started. */
  gateway?: GatewayConfig;
  /** Absent: nothing is backed up. */
  backup?: BackupConfig;
  /** Absent: roost knows of no account. */
  cloudflare?: CloudflareConfig;
  /** Who may work on the hosts, by name. */
  operators: Record<string, OperatorConfig>;
  /** What each host is to be, by its name. */
  provision: Record<string, ProvisionConfig>;
  /** IANA name, by which times of day are meant: `Europe/Berlin`. */
  timeZone: string;
}
