/** A public stack, as operators have it. Its files: `files/NAME/repository`, and `host` for what git does not track. */
export interface PublicStack {
  name: string;
  /** What the operator runs in the stack's folder before the first start. */
  before?: string;
  /** Default: `docker compose up -d`. */
  byHand?: string;
  /** And afterwards. */
  after?: string;
  /** Folder of the Compose file. Default: the repository's. */
  folder?: string;
  /** The fleet file's lines, beside host, contract, repository, directory. */
  fleet: { service: string; [setting: string]: unknown };
  /** The next commit: in this file the first text becomes the second. `services`: what is another afterwards. */
  change: {
    file: string;
    from: string;
    to: string;
    services: string[];
    /** What a command in the container of a service prints afterwards. */
    seen?: { service: string; command: string; says: string };
  };
  /** Containers of the project that no Compose file has. */
  siblings?: string[];
}

/** What stands for an image. */
export interface Stub {
  /** Where it answers; none: it only waits. */
  ports?: number[];
  postgres?: true;
  /** Pattern of arguments with which it ends by itself, with 0. */
  once?: string;
  /** The public image has a HEALTHCHECK. */
  check?: true;
  volumes?: string[];
  user?: string;
  env?: Record<string, string>;
  workdir?: string;
}
