/**
 * The operator's choices, kept beside the programs so that an update needs no options. Paths are absolute.
 */
export interface Settings {
  /** The folder of the versions and of `current`. */
  prefix: string;
  /** The folder of the units. */
  unitDir: string;
  /** The folder of the command `roost`. */
  binDir: string;
  /** The state is in its folder `roost`. */
  stateHome: string;
  /** Settings and secrets that are in no unit, in lines `NAME=value`; systemd reads it as root. */
  envFile: string;
  user: string;
  fleet: string;
  /** False: Temporal runs elsewhere, and `envFile` has its address. */
  temporal: boolean;
  port: number;
  uiPort: number;
}

/** Facts about machine and fleet that the units need beside the settings. */
export interface Surroundings {
  /** The program node. */
  node: string;
  /** Absent: the fleet has no gateway. `isLocal`: it talks to this machine only. */
  gateway?: { isLocal: boolean };
  /** Paths that worker and gateway read: the folder of the fleet file, settings of SSH. */
  reads: string[];
  /** Secrets that worker and gateway open: the control plane's file and the age key. */
  secrets: string[];
  /** Secrets that only the worker reads: SSH keys and their passphrases. */
  keys: string[];
  /** Folders beside its state to which the worker writes; no other service uses them. */
  writes: string[];
  /** What of `writes` holds data of the apps, which the gateway must not read. */
  staging: string[];
}
