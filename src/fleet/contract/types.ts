import type { Migration, Scripts } from '../file/app/types';

export type { Migration, Scripts };

/** `app.json` of one release, as contract sgos defines it; other fields (Heroku's) are ignored. */
export interface AppManifest {
  /** `sgos-NAME`. */
  name: string;
  description: string;
  /** Semantic version. */
  version: string;
  migration: Migration;
  repository?: string;
  /** Environment variables the app reads; values are never here but as documented defaults. */
  env: Record<string, EnvVariable>;
  scripts: Scripts;
  sgos: {
    domain?: string;
    /** Names of other apps. */
    dependencies: string[];
    /** `output`: folder the backup script writes to, relative to the app's folder. */
    backup?: { output: string };
    apis: Record<string, unknown>;
  };
}

export interface EnvVariable {
  description?: string;
  required: boolean;
}

/** The parts of a Compose file that roost reasons about; interpolations (`${TAG}`) stay as written. */
export interface ComposeModel {
  /** Top-level `name:`. */
  name?: string;
  services: Record<string, ComposeService>;
  /** `configs.NAME` and `secrets.NAME` that services use, and that only Swarm has. */
  swarm?: string[];
  /**
   * `services.NAME.configs` or `.secrets` whose content Compose would put into a container that cannot be
   * written to.
   */
  unwritable?: string[];
  networks: Record<string, ComposeNetwork>;
  /** Some of it stands in files that were not read: `include`, `extends`. */
  partial?: true;
}

export interface ComposeNetwork {
  external: boolean;
  /** The network's real name, where it differs from its key. */
  name?: string;
}

export interface ComposeService {
  image?: string;
  /** Present when the image is built; `context` as written. */
  build?: { context: string };
  containerName?: string;
  healthcheck: ComposeHealthcheck;
  /** Keys of `ComposeModel.networks`; empty: the project's default one. */
  networks: string[];
  ports: ComposePort[];
  /** Ports in the container that are named without being published. */
  expose: string[];
  volumes: ComposeVolume[];
  envFile: string[];
  dependsOn: string[];
  /** Those of them that it waits for until they have ended. */
  runFirst: string[];
  /** Those whose restart or renewal restarts it. */
  restartsWith: string[];
  /** Settings that tie it to another container, as written: `network_mode: service:vpn`. */
  ties: { setting: string; to: string }[];
  /** `deploy.replicas` or `scale`; 1 when neither is given. */
  replicas: number;
  command?: string | string[];
  profiles: string[];
  /** Attributes that roost does not carry out. */
  beyond?: ('pre_stop' | 'provider')[];
  /** Digest of all that is written for the service, keys that roost does not read too. */
  definition: string;
}

export interface ComposeHealthcheck {
  /** False also for `disable: true` and `test: NONE`. */
  present: boolean;
  /** It is taken away, from the image too. */
  off?: true;
  /** ms; absent: not given, or written with an interpolation. */
  startPeriod?: number;
  interval?: number;
}

export interface ComposePort {
  /** Port or range on the host; absent: Docker chooses one. */
  published?: string;
  /** Port or range in the container. */
  target: string;
  /** Another protocol than TCP. */
  protocol?: string;
}

export interface ComposeVolume {
  type: 'bind' | 'volume' | 'tmpfs' | 'other';
  /** Path for a bind mount, name for a volume; absent: anonymous. */
  source?: string;
  target: string;
  readOnly: boolean;
}

/** One thing that makes a release undeployable; `message` names the remedy. */
export interface ContractProblem {
  file: string;
  /** Dotted path in the file; empty: the file as a whole. */
  field: string;
  message: string;
}

/** What a deploy needs to know of a release, whichever contract it fulfils. */
export interface AppFacts {
  version?: string;
  migration: Migration;
  scripts: Scripts;
}

/** What Docker Compose itself has made of a commit's files on the host. */
export interface ComposeReading {
  /** Those that were read, relative to the source. */
  files: string[];
  /** Its whole model, secrets and all. Null: it refuses. */
  model: Record<string, unknown> | null;
  /** Why, fit to be shown; null: it does not. */
  refusal: string | null;
  /** Fit to be shown. */
  warnings: string[];
  /** Whether the image of the app's service brings a health check; null: not known yet. */
  imageHasCheck: boolean | null;
  /** What it takes for given, and the host lacks. */
  missing?: { field: string; message: string }[];
  /**
   * What Docker will make, since it is not there yet: volumes by
   * their names in Docker, folders of the host.
   */
  fresh?: { volumes: string[]; folders: string[] };
  /** Keys of decrypted files whose values Compose changes; `broken`: against what the fleet file promises. */
  keys?: { file: string; key: string; message: string; broken: boolean }[];

  /** Mounted files that will have another content than what is on the host, by service; absolute. */
  changedFiles?: Record<string, string[]>;
}

export interface ContractReport {
  /** Empty: the release may be deployed. */
  problems: ContractProblem[];
  /** Why it cannot be replaced without an interruption, each with what to change; empty: it can. */
  rollingObstacles: string[];
  /** Absent when `app.json` cannot be read. */
  facts?: AppFacts;
  /** Contract sgos only. */
  manifest?: AppManifest;
  /** Absent when a Compose file is missing or cannot be read. */
  compose?: ComposeModel;
  /** Absent: Docker Compose was not asked. */
  reading?: Pick<ComposeReading, 'files' | 'warnings' | 'keys'> & { imageHasCheck?: boolean | null };
  /** The port in the container where the app's service listens; absent: not known. */
  port?: number;
}
