/**
 * The fleet as the rest of roost sees it: checked, defaults filled in, `~`
 * expanded, durations in ms. Plain JSON, so that it may pass through Temporal.
 * `schema.ts` has the same facts as they are written.
 */

/** Whether a migration can be gone back over: nothing changed, only added, or the database must be restored. */
export type Migration = 'none' | 'safe' | 'breaking';

export type Contract = 'sgos' | 'compose';
export type Strategy = 'auto' | 'recreate' | 'rolling';
/** When the postdeploy script runs, and where: in the new image before or after it serves, or in the source folder on the host. */
export type Postdeploy = 'before start' | 'after start' | 'on host';
export type SecretFormat = 'dotenv' | 'json' | 'yaml' | 'binary';

export interface Fleet {
  /** [a-z][a-z0-9-]*, as are the names of hosts and apps. */
  name: string;
  hosts: Record<string, HostConfig>;
  apps: Record<string, AppConfig>;
  /**
   * `age.keyFile`: where the private age key lies on the control host; never the key.
   * `file`: a sops dotenv file there with the control plane's own secrets; absent: it has none.
   */
  secrets: { age: { keyFile: string }; file?: string };
  /** `wait`: ms that a run waits for an app's lock. */
  lock: { wait: number };
  /** `wait`: ms that a run waits for an operator before it takes its default. */
  decide: { wait: number };
  /** Who hears of runs, by name. */
  notify: Record<string, NotifyTarget>;
  /** `heads`: ms between two comparisons of the repositories' heads with what serves; null: never. */
  push: { heads: number | null };
  /** GitHub Enterprise Servers: host to the name of the secret with the token for it. */
  github: { servers: Record<string, string> };
  /** Absent: no gateway is started. */
  gateway?: GatewayConfig;
  /** Absent: nothing is backed up. */
  backup?: BackupConfig;
  /** IANA name, by which times of day are meant: `Europe/Berlin`. */
  timeZone: string;
}

/** Times are ms, sizes bytes. */
export interface BackupConfig {
  repository: RepositoryConfig;
  /** Gets a copy of every snapshot after each night. */
  second?: RepositoryConfig;
  /** Folder on the control host: `staging/APP`, `status.json`, `backup.log`. */
  folder: string;
  /** When the night begins, in the fleet's time zone. */
  at: { hour: number; minute: number };
  retention: RetentionConfig;
  /** How many apps are backed up side by side, on one host and in all. */
  atOnce: { perHost: number; all: number };
  /** What one app may take. */
  limit: number;
  /** How long an app's lock is waited for. */
  lockWait: number;
  /** When the night ends at the latest, counted from its beginning. */
  night: number;
  /** An app without a successful backup for so long is an alert. */
  stale: number;
  /** Parts in which the repository is read back, one a week. */
  checkParts: number;
  /** What the repository may take; absent: anything. */
  budget?: number;
  /** Asked at a night's start, success and failure, as healthchecks.io has it. */
  ping?: string | SecretRef;
}

/** Snapshots of an app that are left, each period counted from the newest back. */
export interface RetentionConfig {
  daily: number;
  weekly: number;
  monthly: number;
}

/** What a backup takes of an app: what its script writes, its data, or nothing. */
export type BackupFrom = 'script' | 'data' | 'off';

/** A restic repository, and by which secrets it opens. */
export interface RepositoryConfig {
  /** As restic takes it: `s3:https://…`, `sftp:…`, a folder of the control host. */
  url: string | SecretRef;
  password: SecretRef;
  /** For its backend: `AWS_ACCESS_KEY_ID` … */
  env: Record<string, SecretRef>;
}

/** The HTTP server of the control host: webhooks, health, metrics. */
export interface GatewayConfig {
  /** An address of this machine. */
  address: string;
  /** 0: any free one. */
  port: number;
  /** Where the world reaches it, without a trailing slash. */
  url?: string;
  /** Absent: the UI is not served beside it. */
  ui?: { address: string; port: number; identity: string };
  /** IP addresses of the tunnel; only from these is `CF-Connecting-IP` believed. */
  tunnel: string[];
}

/** Why somebody hears of a run; `recovery` is a success after a failure. `alert` is about no run: it is heard when it begins and when it is over. */
export type NotifyEvent = 'failure' | 'recovery' | 'waiting' | 'success' | 'alert';

/** A value in the sops file that `Fleet.secrets.file` names. */
export interface SecretRef {
  secret: string;
}

export interface EmailSettings {
  host: string;
  port: number;
  security: 'starttls' | 'tls' | 'none';
  user?: string;
  password?: SecretRef;
  from: string;
  to: string[];
}

/** `output`: whether lines of a container's log or of a build may be in the message. */
export type NotifyTarget = { name: string; events: NotifyEvent[]; output: boolean } & (
  | { kind: 'slack' | 'googleChat'; url: SecretRef }
  | { kind: 'ntfy' | 'json'; url: string | SecretRef; token?: SecretRef }
  | ({ kind: 'email' } & EmailSettings)
);

export interface HostConfig {
  name: string;
  user: string;
  /** `host` or `host:port`, tried in order; at least one. */
  addresses: string[];
  /** `ssh-ed25519 AAAA…`, without a comment. */
  hostKey: string;
  /** Absolute path of a private key; absent: the agent. */
  keyFile?: string;
  passphraseFile?: string;
  role: 'apps' | 'control';
  proxy?: ProxyConfig;
}

/** The reverse proxy of a host, in a container. Paths are the host's. */
export interface ProxyConfig {
  container: string;
  /** External Docker network that the proxy shares with the apps. */
  network: string;
  /** Folder of the maintenance flags: `APP.flag`, `global.flag`. */
  flags: string;
  /** Folder of the switches: `APP.blue`, `APP.green`. */
  live: string;
  /** Where the proxy answers, seen from the host itself; no trailing slash. */
  url: string;
  /** Seen from inside the proxy's container: asks the slot that the header `X-Slot` names. */
  probe?: string;
  /** Folder of its configuration, kept with every app's backup. */
  config?: string;
}

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
  /** Compose project name. */
  project: string;
  /** Compose files, relative to `source`, in order; at least one. */
  compose: string[];
  domain?: string;
  /** The Compose service that serves. */
  service: string;
  /** Fixed container name that the contract asks for (`sgos-NAME-app`); absent: Compose's own. */
  container?: string;
  /** Port in the container. */
  port?: number;
  proxy: AppProxy;
  secrets: SecretFile[];
  data: AppData;
  health: HealthConfig;
  /** ms to look on after a healthy start before the release counts. */
  settle: number;
  /** Releases kept, the current one included; at least 1. */
  releases: number;
  strategy: Strategy;
  postdeploy: Postdeploy;
  /** Contract compose only; with sgos they are in `app.json`. */
  scripts: Scripts;
  /** Absent: every target hears what it wants to hear. */
  notify?: { targets?: string[]; events?: NotifyEvent[] };
  /** Contract compose only: what every release's migration is taken for. */
  migration?: Migration;
  push: AppPush;
  backup: AppBackup;
}

/** `from` absent: the release's backup script where it has one, else its data. Times in ms; absent: the fleet's. */
export interface AppBackup {
  from?: BackupFrom;
  limit?: number;
  stale?: number;
}

/** What a push to the app's branch does. */
export interface AppPush {
  /** `manual`: only an operator deploys. */
  deploy: 'automatic' | 'manual';
  /** Whether a head beside or behind the serving commit is deployed, as after a force-push. */
  diverged: 'deploy' | 'refuse';
  /** Files and folders of the repository; a push that changes none of them is left. Empty: every push counts. */
  paths: string[];
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
}

/** What a backup holds, a restore brings back and a deploy leaves alone. */
export interface AppData {
  postgres?: { service: string; database: string; user: string };
  /** Further services with state, started before the app and never replaced with it. */
  services: string[];
  /** Relative to the app's `directory` and inside it. */
  folders: string[];
  /** Database files, relative to the app's `directory` and inside it. */
  sqlite: string[];
  /** Docker volumes, by their name in the Compose file or in Docker. */
  volumes: string[];
}

export interface HealthConfig {
  /**
   * Asked from the app's host, as it stands. Absent: `path` at the host proxy's url
   * with the domain as Host header; without proxy or domain no URL is asked.
   */
  url?: string;
  /** Starts with `/`. */
  path: string;
  status: number;
  /** Fields of the answered JSON object and their values; `a.b` reaches into `a`. Empty: the body is not read. */
  json: Record<string, string | number | boolean | null>;
  /** ms a release may take to become healthy. */
  wait: number;
}

export interface Scripts {
  postdeploy?: string;
  backup?: string;
}

/** One thing wrong with a fleet file. `path` is dotted, empty for the file as a whole; `line` counts from 1. */
export interface FleetProblem {
  path: string;
  line: number;
  message: string;
}
