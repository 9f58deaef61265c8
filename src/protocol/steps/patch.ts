/** The steps that upgrade the packages of a host and restart it, as data. */

/** An app, or its drills, whose runs are held off meanwhile. */
export interface HeldApp {
  app: string;
  /** The folder of its lock there, absolute. */
  directory: string;
}

/** Arguments of every kind of step: a closed union. */
export interface PatchStepArgs {
  /** Takes the locks of these, when all are free, and notes which containers run. */
  lockApps: { apps: HeldApp[] };
  /** Frees those that this run has. */
  freeApps: { apps: HeldApp[] };
  /** What may be upgraded without removing a package; configuration files stay. */
  upgradePackages: object;
  /** `needed`: only if the host says so then. `limit`: ms until it has to be back. */
  rebootHost: { when: RebootWhen; limit: number };
  /** Each container that ran before runs, and is healthy, within `limit` ms. */
  awaitContainers: { limit: number };
}

export type RebootWhen = 'needed' | 'always';

export interface Upgrade {
  name: string;
  /** Null: it is new. */
  from: string | null;
  to: string;
}

/** What a plan does, for who reads it. */
export interface PatchSummary {
  /** At most 300 of `count`. */
  upgrades: Upgrade[];
  count: number;
  /** Packages that stay as they are, since others would have to go. */
  kept: string[];
  /** Why the host needs a restart by now; null: it does not. */
  reboot: string | null;
  /** Whether a package among them usually needs one: a kernel, libc. */
  mayNeedReboot: boolean;
  /** What is done about it. */
  when: RebootWhen | 'never';
  apps: string[];
}
