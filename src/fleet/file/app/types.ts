/** An app, as the rest of roost uses it. */
import type { AppBackup } from '../backup/types';
import type { IngressConfig } from '../cloudflare/types';
import type { NotifyEvent } from '../notify/types';
import type { AppPush } from '../push/types';

/** How to roll back over a migration: it changed nothing, it only added, or the database must be restored. */
export type Migration = 'none' | 'safe' | 'breaking';

export type Contract = 'sgos' | 'compose';

export type Strategy = 'auto' | 'recreate' | 'rolling';

/**
 * When the postdeploy script runs, and where: in the new image before or after
 * it serves, or in the source folder on the host.
 */
export type Postdeploy = 'before start' | 'after start' | 'on host';

export type SecretFormat = 'dotenv' | 'json' | 'yaml' | 'binary';

export interface AppConfig {
  name: string;
  /** Key of `Fleet.hosts`. */
  host: string;
  contract: Contract;
  /** What `git clone` takes on the host. */
  repository: string;
  branch: string;
  /** Absolute folder on the host that holds everything of the app. */
  directory: string;
  /** Folder of the checked-out source, relative to `directory`; `.` is `directory` itself. */
  source: string;
  /** Compose project name where nothing runs yet and Compose chooses none. */
  project: string;
  /** The fleet file names the project. */
  projectGiven?: boolean;
  /** Compose files, relative to `source`, in order; empty: as Compose finds them. */
  compose: string[];
  /** Absent: as the environment says. */
  profiles?: string[];
  /** Relative to `source`; absent: `.env` beside the first Compose file. */
  envFiles?: string[];
  domain?: string;
  /** The Compose service that serves. */
  service: string;
  /** Fixed container name of the contract (`sgos-NAME-app`); absent: Compose's own. */
  container?: string;
  /** Port in the container. */
  port?: number;
  proxy: AppProxy;
  secrets: SecretFile[];
  data: AppData;
  health: HealthConfig;
  /** ms to watch a release after a healthy start before it counts. */
  settle: number;
  /** Releases kept, the current one included; at least 1. */
  releases: number;
  strategy: Strategy;
  postdeploy: Postdeploy;
  /** Contract compose only; with sgos they are in `app.json`. */
  scripts: Scripts;
  /** Absent: all targets, each with its own events. */
  notify?: { targets?: string[]; events?: NotifyEvent[] };
  /** Absent: no hostname of the host's tunnel leads to it. */
  cloudflare?: IngressConfig;
  /** Contract compose only: the class of every release's migration. */
  migration?: Migration;
  /** Apps of the fleet that it needs to work, on any host; absent: none. There is no circle. */
  needs?: string[];
  push: AppPush;
  backup: AppBackup;
  /** The day on which it was taken out of service; absent: it is in service. */
  archived?: string;
}

export interface AppProxy {
  /** `flag`: the proxy chooses the slot by a file in `ProxyConfig.live`; `none`: it knows one upstream. */
  switch: 'flag' | 'none';
  /** ms the old container keeps running after the switch: longer than the longest request. */
  drain: number;
  /** The external network the service must be on: the host proxy's; absent without a proxy. */
  network?: string;
}

export interface SecretFile {
  /** Encrypted file, relative to the app's `source`. */
  source: string;
  /** Decrypted file, relative to the app's `directory` and inside it. */
  target: string;
  format: SecretFormat;
  /** The decrypted file is an env file in which Docker Compose reads each value as sops has it. */
  exact?: boolean;
  /** Octal. Default: that of the file that is there, else 0600. */
  mode?: string;
  /** File of the age key that opens it, on the control host. Default: that of the fleet. */
  keyFile?: string;
}

/** What a backup holds, a restore brings back and a deploy does not touch. */
export interface AppData {
  postgres?: { service: string; database: string; user: string };
  /** Of MariaDB and MySQL. `password`: where it is in the container; absent: where the image has it. */
  mariadb?: {
    service: string;
    database: string;
    user: string;
    password?: { env?: string; file?: string };
  }[];
  /**
   * Servers of Redis and Valkey. `password`: where it is in the
   * container; absent: where command or image have it.
   */
  redis?: {
    service: string;
    user?: string;
    password?: { env?: string; file?: string };
    port?: number;
    tls?: { ca: string; cert?: string; key?: string };
  }[];
  /** Further services with state, started before the app and never replaced with it. */
  services: string[];
  /** Relative to the app's `directory` and inside it. */
  folders: string[];
  /** Database files, relative to the app's `directory` and inside it. */
  sqlite: string[];
  /** Docker volumes, by their name in the Compose file or in Docker. */
  volumes: string[];
  /** Two containers of the app may write at once. */
  shared?: true;
  /** What is meant to be in no backup; each entry names one thing. */
  except?: { volume?: string; folder?: string; service?: string; reason: string }[];
}

export interface HealthConfig {
  /**
   * Requested from the app's host, as written. Absent: `path` at the host proxy's url
   * with the domain as Host header; without proxy or domain no URL is requested.
   */
  url?: string;
  /** Starts with `/`. */
  path: string;
  status: number;
  /**
   * Fields of the answered JSON object and their values; `a.b` reaches
   * into `a`. Empty: the body is not read.
   */
  json: Record<string, string | number | boolean | null>;
  /** ms a release may take to become healthy. */
  wait: number;
  /** A port that takes connections, asked instead of `path`. */
  tcp?: number;
  /** `none`: nothing is asked; `path`: the path is written in the fleet file. Absent: neither. */
  given?: 'none' | 'path';
}

export interface Scripts {
  postdeploy?: string;
  backup?: string;
  /**
   * Run by `sh -c` in the running container of the app's service: code
   * 0 shows that the app works with its data.
   */
  check?: string;
  /** Run by `sh -c` in the source folder on the host, over data of another app that a restore has brought. */
  sanitize?: string;
  /**
   * Run there too, with all that the backup script wrote in the folder
   * `ROOST_RESTORE_FROM`: puts it in place of the live data.
   */
  restore?: string;
}
