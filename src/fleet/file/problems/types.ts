/**
 * One thing wrong with a fleet file. `path` is dotted, empty for
 * the file as a whole; `line` counts from 1.
 */
export interface FleetProblem {
  path: string;
  line: number;
  message: string;
}
