/**
 * How what a release will run differs from what runs: names and places,
 * never the value of a variable or a label.
 */

/**
 * What of a service can differ. `files`: those of the host that are mounted; `configs`: what stands
 * in the Compose file; `other`: a setting that is not compared by itself.
 */
export type ChangedPart =
  | 'image'
  | 'command'
  | 'entrypoint'
  | 'health check'
  | 'user'
  | 'working folder'
  | 'restart'
  | 'privileged'
  | 'environment'
  | 'labels'
  | 'mounts'
  | 'ports'
  | 'networks'
  | 'limits'
  | 'files'
  | 'configs'
  | 'other';

/** Lists are short: of more names the last entry shows how many more there are. */
export interface Difference {
  part: ChangedPart;
  added?: string[];
  removed?: string[];
  changed?: string[];
}

export interface ServiceChange {
  service: string;
  /** `new`: it has no container yet. `gone`: the release does not have it. */
  is: 'new' | 'gone' | 'changed';
  /** Of one that is changed. */
  differences?: Difference[];
}

export interface PlanChanges {
  /** Those that differ, by name. Empty: all will run as they run. */
  services: ServiceChange[];
  /** Names in Docker of volumes that are not there yet: they will be new and empty. */
  volumes?: string[];
  /** Folders of the host that are mounted and not there yet: they will be new and empty. */
  folders?: string[];
  /** Services that run to an end with each release, and may change data. */
  once?: string[];
  /** Mounted files that change, of services that hold data and run on. */
  unread?: { service: string; files: string[] }[];
  /** Services that hold data, and keep the image that they run though its name means another one by now. */
  pinned?: string[];
}
