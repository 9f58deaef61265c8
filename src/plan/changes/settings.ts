/**
 * What a container is made with, as far as a plan compares it. Values
 * are compared, and never leave this room.
 */

export interface Mount {
  /** `bind`, `volume`, `tmpfs`, … */
  type: string;
  /** Path, or a volume's name in Docker; empty: a volume without a name. */
  source: string;
  readOnly: boolean;
}

export interface Settings {
  command: string[];
  entrypoint: string[];
  check: string[];
  user: string;
  workingDir: string;
  /** Empty: not known. */
  restart: string;
  privileged: boolean;
  environment: Map<string, string>;
  labels: Map<string, string>;
  /** By the path in the container. */
  mounts: Map<string, Mount>;
  /** `127.0.0.1:8080:80/tcp`. */
  ports: Set<string>;
  /** Names in Docker. */
  networks: Set<string>;
  /** Text by name. */
  limits: Map<string, string>;
}

/** What an image brings where nothing else is said. */
export interface ImageSettings {
  command: string[];
  entrypoint: string[];
  check: string[];
  user: string;
  workingDir: string;
  environment: Map<string, string>;
  labels: Map<string, string>;
  /** Paths that get a volume without a name. */
  volumes: string[];
}

/** `port` empty: Docker chooses one. */
export const portText = (ip: string, port: string, target: string): string =>
  [ip === '0.0.0.0' ? '' : ip, port, target].filter((part, i) => part !== '' || i > 0).join(':');

/** Docker's 64 hexadecimal digits. */
export const isAnonymous = (volume: string): boolean => /^[0-9a-f]{64}$/.test(volume);
