/**
 * What runs on a host, as `host/scripts/stacks.sh` prints it. Every text is
 * the host's: none is fit to be shown as it is.
 */
import type { Keeper } from '../keepers';

export interface StackContainer {
  id: string;
  name: string;
  /** Empty: not made by Compose. */
  project: string;
  service: string;
  image: string;
  state: string;
  /** `starting`, `healthy` or `unhealthy`; null: it has no health check. */
  health: string | null;
  /** Ports in the container, TCP: those that its image or Compose file names. */
  exposed: number[];
  published: { target: number; port: number; address: string }[];
  networks: string[];
  /** Names of its environment variables. */
  variables: string[];
  /** Values of those that are no secrets: names of users and databases. */
  values: Record<string, string>;
  /** Of Traefik and Caddy. */
  labels: Record<string, string>;
  /** What it answered to GET; of databases nothing is asked. */
  answers: { port: number; path: string; status: number }[];
  /** What another tool calls it. */
  title: string;
}

export interface StackGit {
  /** The top of the working copy. */
  top: string;
  /** Without a password or user of https. */
  remote?: string;
  /** The remote had a password. */
  hadPassword?: true;
  /** Absent: no branch is checked out. */
  branch?: string;
  /** Tracked files that differ from the commit. */
  changed: number;
  /** Commits that its upstream branch lacks. */
  ahead: number;
}

export interface StackProject {
  name: string;
  /** Where it was started; empty: Compose does not say it. */
  folder: string;
  /** `folder` without links, where it has some. */
  real?: string;
  /** The folder is not there, or cannot be entered. */
  gone: boolean;
  writable: boolean;
  /** The folder above the source, where the SSH user may write to it. */
  above?: string;
  /** Absolute. */
  files: string[];
  envFiles: string[];
  git: StackGit | null;
  /** Its working copy belongs to this user, and git refuses to read it. */
  foreign?: string;
  /** A file `.env` beside it. */
  env?: 'tracked' | 'untracked';
  /** A repository of its own below ~/git, with its branch. */
  bare?: { path: string; branch: string };
  /** Single files that are mounted. */
  singles: string[];
  containers: StackContainer[];
  keepers: Keeper[];
}

/** A domain that a proxy's configuration leads to an address. */
export interface Route {
  by: 'nginx' | 'caddy';
  domain: string;
  /** `web`, `127.0.0.1`. */
  to: string;
  port: number | null;
}

export interface Stacks {
  user: string;
  home: string;
  /** What it calls itself. */
  name: string;
  docker: { version: string } | { failure: string };
  projects: StackProject[];
  /** Names of containers that no Compose project made. */
  loose: string[];
  routes: Route[];
  /** Not all of it was read: there is more than roost takes. */
  cut: boolean;
}
