/** The steps of operations on a whole host, as data, and what they find. */

/** Arguments of every kind of step of a host: a closed union. Each kind is one activity. */
export interface HostStepArgs {
  /** Reads what is there; changes nothing. */
  readHostFacts: object;
}

/** What these steps add to the run's result. */
export interface HostFound {
  hostFacts: HostFacts;
}

/**
 * What is on a host, under 64 KB as JSON. Texts are one line each, bounded and
 * without control characters; null: not there, or not known.
 */
export interface HostFacts {
  system: SystemFacts;
  docker: DockerFacts;
  /** File systems on disks, each once, by mount point. */
  disks: Disk[];
  /** Compose projects that have containers, by name. */
  projects: Project[];
  /** How many entries were left out of the lists, since there were too many. */
  leftOut: { disks: number; services: number };
}

export interface SystemFacts {
  /** `Debian GNU/Linux 12 (bookworm)`. */
  distribution: string | null;
  kernel: string | null;
  /** As `uname -m` names it: `x86_64`. */
  architecture: string | null;
  /** `Europe/Vienna`. */
  timeZone: string | null;
  uptimeSeconds: number | null;
  cores: number | null;
  memory: Usage | null;
  /** `total` 0: there is none. */
  swap: Usage | null;
}

export interface DockerFacts {
  /** Version of the Docker Engine that answers. */
  engine: string | null;
  compose: string | null;
  /** Folder of images, containers and volumes. */
  root: string | null;
  /** Why the Docker Engine was not read; null: it was. */
  problem: string | null;
}

/** Bytes. */
export interface Usage {
  total: number;
  free: number;
}

export interface Disk extends Usage {
  mount: string;
  device: string;
  /** Docker's root folder is on it. */
  hasDockerRoot: boolean;
}

export interface Project {
  name: string;
  /** Absolute; null: Compose recorded none. */
  folder: string | null;
  services: Service[];
}

/** A container of a Compose project. */
export interface Service {
  name: string;
  image: string;
  /** Docker's `running`, `exited`, … */
  state: string;
  /** `healthy`, `unhealthy`, `starting`; null: no health check. */
  health: string | null;
  /** As Docker prints them: `127.0.0.1:8080->80/tcp`. */
  ports: string[];
}
