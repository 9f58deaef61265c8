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
  /** Absent: the fleet has none. `isLocal`: it is reached by this machine alone, and reaches nothing else. */
  gateway?: { isLocal: boolean };
  /** What worker and gateway read: the folder of the fleet file, settings of SSH. */
  reads: string[];
  /** Secrets that both open: the control plane's file and the age key. */
  secrets: string[];
  /** Secrets that only the worker reads: SSH keys and their passphrases. */
  keys: string[];
  /** Folders that only the worker uses: it writes to them, beside its state. */
  writes: string[];
  /** Folders of these with data of the apps, which the gateway does not read. */
  staging: string[];
}
