/** The steps of rehearsals that have a plan of their own, as data: nothing that is live is changed. */

/** The newest snapshot of the control host's state. */
export interface HeldControl {
  id: string;
  /** ISO 8601. */
  time: string;
  /** What such a snapshot holds, and this one does not. */
  missing: string[];
  /** Whether its fleet file has the same text as the one in use; null: it has none. */
  sameFleet: boolean | null;
  /** What it says of the commit of its fleet file. */
  commit: string | null;
}

/** What may burn, as `roost drill dr --scenario` and docs/disaster.md name it. */
export type Fire = 'host' | 'control' | 'corruption' | 'key' | 'cloudflare';

/** Copies that are kept elsewhere, by their paths on the control host; absent: the control host's own. */
export interface OfflineCopies {
  ageKey?: string;
  password?: string;
}

/** Arguments of every kind of step: a closed union. Each kind is one activity. */
export interface RehearsalStepArgs {
  /** Brings the state of the snapshot into a folder of the operation. `root`: absolute, in the snapshot. */
  openControl: { snapshot: string; root: string; bytes: number; copies: OfflineCopies };
  /** Reads what was brought: audit, states, release records, the former Temporal. */
  readControl: { snapshot: HeldControl };
  /** Reads what the hosts hold, and plans the recovery by it; carries nothing out. */
  rehearseControl: { snapshot: HeldControl; copies: OfflineCopies };
  /** Removes the folder. */
  closeControl: object;
  /** Asks Cloudflare whether the token is valid. */
  verifyAccount: object;
  /** Fails where the account is not what the fleet file wants. */
  compareAccount: object;
  /** `record`: the name of the one that leads to the tunnel of that name. */
  readRehearsal: { zone: string; tunnel: string; record: string };
  /** Removes tunnels and records of rehearsals, of whichever operation. */
  removeRehearsals: object;
}

/** What a rehearsal proves, for who reads the plan. */
export interface RehearsalSummary {
  scenario: 'control' | 'cloudflare';
  /** In a few words. */
  summary: string;
  /** Names with their values, as a list shows them. */
  pairs: [name: string, value: string][];
  /** When the snapshot was made from which all comes back, ISO 8601; absent: none is needed. */
  takenAt?: string;
}
