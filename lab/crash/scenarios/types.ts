import type { Lab } from '../../types';
import type { Lane } from '../lane';

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
  base: Base;
  /** The workflow's input; asked once a lab. */
  request(lab: Lab): Promise<Request>;
  /** Where the run is not started with that input: starts it, and returns its id. */
  begin?(lane: Lane): Promise<string>;
  /** Brings back what lies on the control host. */
  prepare?(lane: Lane): Promise<void>;
  /** Activities that are always among those that are struck, beside the lock, `once` steps and the commit point. */
  strikes?: string[];
  /** Lines of the control host beside the common fingerprint. */
  here?(lane: Lane): Promise<string[]>;
  /** Shell, run as root on the host: lines `section<TAB>text` beside the common fingerprint. */
  extras?: string;
}
