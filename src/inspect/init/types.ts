/** A fleet file in the making: what was found on hosts, and what is written of it. */
import type { Stacks } from '../../host/stacks';

/** A host as it is written, with what it reported. */
export interface FoundHost {
  name: string;
  fields: HostFields;
  /** As `ssh-keygen -l` shows it. */
  fingerprint: string;
  stacks: Stacks;
}

export interface HostFields {
  sshConfig?: string;
  user?: string;
  addresses?: string[];
  hostKey: string;
  key?: string;
}

/** An app as it is written in the fleet file. */
export interface AppFields {
  host: string;
  contract: 'compose';
  repository: string;
  branch?: string;
  directory: string;
  source?: string;
  project?: string;
  compose?: string[];
  envFiles?: string[];
  domain?: string;
  service: string;
  port?: number;
  health?: 'none' | { path?: string; status?: number; tcp?: number };
  data?: DataFields;
}

export interface DataFields {
  postgres?: { service: string; database: string; user?: string };
  mariadb?: { service: string; database: string; user?: string }[];
  redis?: { service: string }[];
  services?: string[];
  folders?: string[];
  volumes?: string[];
}

/** Texts hold what hosts say; the writer makes comments of them. */
export interface DraftApp {
  name: string;
  host: string;
  project: string;
  fields: AppFields;
  found: string[];
  /** What could not be found out, each with the line to write. */
  open: string[];
  /** Why it is written as a comment, and what to do first; absent: it is an app. */
  left?: string[];
  /** What `roost check` says of it. */
  foreseen: string[];
}
