/** What an operator chose; kept beside the programs, so that an update needs no options. Paths are absolute. */
export interface Settings {
  /** Holds the versions and `current`. */
  prefix: string;
  /** Where systemd reads units. */
  unitDir: string;
  /** Gets the command `roost`. */
  binDir: string;
  /** State lies in its folder `roost`. */
  stateHome: string;
  /** Settings and secrets that stand in no unit, `NAME=value` in lines; read by systemd as root. */
  envFile: string;
  user: string;
  fleet: string;
  /** False: Temporal runs elsewhere, and `envFile` says where. */
  temporal: boolean;
  port: number;
  uiPort: number;
}

/** What the units must know of machine and fleet beside the settings. */
export interface Surroundings {
  /** The program node. */
  node: string;
  /** Whether the fleet has a gateway. */
  gateway: boolean;
  /** What the services read: fleet file, keys, node itself. Decides how much of the homes they may see. */
  reads: string[];
  /** Folders that the worker writes to, beside its state. */
  writes: string[];
}
