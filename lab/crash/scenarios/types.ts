import type { FleetEdit } from '../../fleet-edit';
import type { Lab } from '../../types';
import type { Watch } from '../../watch';
import type { Lane } from '../lane';
import type { Blow, Fault } from '../types';

/** What a host holds before a run. Made once a host, then restored. */
export interface Base {
  name: string;
  /** What it follows; absent: an empty host. */
  on?: Base;
  make(lane: Lane): Promise<void>;
}

/** A workflow's input. Without an app the run is of the lane's host, whose name is added. */
export interface Request {
  app?: string;
  [option: string]: unknown;
}

/** A run that the matrix disturbs. */
export interface Scenario {
  name: string;
  /** Workflow type. */
  workflow: string;
  /** Absent: `bring` makes the hosts what they are before a run. */
  base?: Base;
  bring?(lane: Lane): Promise<void>;
  /** Hosts of a lane, from the one that `lane.host` is; default 1. 0: it changes none, and none is compared. */
  hosts?: 0 | 2;
  /** Of two, the one that alone is struck and compared, as the host of the lane; absent: both. */
  struck?: 'second';
  /** What it meets; default: every fault. */
  faults?: Fault[];
  /** Settings of the fleet file while it is struck. */
  fleet?(lane: Lane): FleetEdit;
  /** The workflow's input; asked once a lab. */
  request(lab: Lab): Promise<Request>;
  /** Where the run is not started with that input: starts it, and returns its id. */
  begin?(lane: Lane, mark?: string): Promise<string>;
  /** More of the input, which the lane knows. */
  options?(lane: Lane): Record<string, unknown>;
  /** Brings back what lies on the control host. */
  prepare?(lane: Lane): Promise<void>;
  /** Activities that are always among those that are struck, beside the lock, `once` steps and the commit point. */
  strikes?: string[];
  /** Lines of the control host beside the common fingerprint. */
  here?(lane: Lane): Promise<string[]>;
  /** Looks on while a run is under way: what `stop` returns must never have been. */
  watch?(lane: Lane): Watch;
  /** `once` steps of runs that it starts. */
  once?: string[];
  /** A fault may undo it: then all is as before but for these sections of the fingerprint. */
  undone?: { without: string[] };
  /** How a fault strikes that has another target than the lane's hosts. */
  blows?: Partial<Record<Fault, Blow>>;
  /** Shell, run as root on the host: lines `section<TAB>text` beside the common fingerprint. */
  extras?: string;
}
