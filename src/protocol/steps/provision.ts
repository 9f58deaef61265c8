/** What a host is to be, as a list of resources, and the steps that make it so. */

/** Checks of a file before it takes its place. */
export type FileCheck = 'sudoers' | 'docker';

/** What has to happen after a file changed; done once, after all other resources. */
export type ActionName = 'daemon-reload' | 'restart-docker' | 'restart-journald' | 'restart-timesyncd';

/**
 * One thing on a host that can be asked about, and made so. A closed union:
 * each kind is one file in `plan/provision/kinds`.
 */
export type Resource =
  | {
      kind: 'aptSource';
      name: string;
      uri: string;
      suite: string;
      component: string;
      key: { url: string; sha256: string };
    }
  /** One of them, the first where none is there. */
  | { kind: 'package'; names: string[] }
  | { kind: 'group'; name: string }
  /** `shell`: of a new account. `groups`: in which it is at least; `not`: in which it is not. */
  | { kind: 'user'; name: string; shell: string; groups: string[]; not: string[] }
  /** All keys by which one may log in as that user. */
  | { kind: 'keys'; user: string; keys: string[] }
  /** The keys of who provisions, for an account that has none yet. */
  | { kind: 'firstKeys'; user: string }
  /** All accounts of operators: others lose what they had. */
  | { kind: 'operators'; names: string[] }
  | { kind: 'directory'; path: string; mode: string; owner: string }
  /**
   * Made for its owner where there is none; one that is there is the
   * app's or the proxy's, and stays as it is.
   */
  | { kind: 'ownFolder'; path: string; owner: string }
  | {
      kind: 'file';
      path: string;
      mode: string;
      owner: string;
      content: string;
      check?: FileCheck;
      then?: ActionName;
    }
  /** Keys of a JSON file; its other keys stay. `is`: what the file was when this was planned. */
  | {
      kind: 'settings';
      path: string;
      set: Record<string, unknown>;
      is?: string;
      check?: FileCheck;
      then?: ActionName;
    }
  /** One of them: the first that is there. `active` false: only enabled. */
  | { kind: 'unit'; names: string[]; active: boolean }
  | { kind: 'sysctl'; settings: Record<string, string> }
  | { kind: 'swap'; path: string; bytes: number }
  | { kind: 'network'; name: string }
  | { kind: 'timeZone'; zone: string }
  | { kind: 'action'; name: ActionName }
  /** The text of the table, for `nft -f`. */
  | { kind: 'firewall'; text: string }
  /** The text of the drop-in; `users`: for whose logins it is evaluated. */
  | { kind: 'sshd'; text: string; users: string[] };

export type ResourceKind = Resource['kind'];

export type ResourceOf<K extends ResourceKind> = Extract<Resource, { kind: K }>;

/** Arguments of every kind of step: a closed union. Each kind is one activity. */
export interface ProvisionStepArgs {
  /** Sources first, then all packages in one transaction. */
  installPackages: { sources: ResourceOf<'aptSource'>[]; packages: string[] };
  /** In order. */
  applyResources: { resources: Resource[] };
  /** Taken back by the host itself after that many ms, if no new connection has confirmed it. */
  applyFirewall: { text: string; revertAfter: number };
  applySshd: { text: string; users: string[]; revertAfter: number };
}

/** One resource that is not as wanted. */
export interface Drift {
  kind: ResourceKind;
  name: string;
  /** As the host has it, and as the fleet file wants it: a line each. */
  is: string;
  want: string;
}

/** What a plan does, for who reads it. */
export interface ProvisionSummary {
  /** `debian 13`. */
  system: string;
  drifts: Drift[];
  /** How many resources are as wanted. */
  same: number;
}

/** How one host stands beside the fleet file. */
export interface HostReport {
  host: string;
  state: 'as wanted' | 'differs' | 'never provisioned' | 'at work' | 'not seen';
  /** How many resources differ. */
  differ?: number;
  /** Code of why it was not seen. */
  why?: string;
}
