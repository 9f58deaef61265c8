/** `drift.json`: what the last inspection of each host has found. `roost status` and the alerts read it. */
import { readJson, writeJson } from '../lib/files/json-file';
import type { Drift } from '../protocol/steps/provision';

/** Times are ISO 8601. */
export interface HostLook {
  /** Of the last check that saw the whole host. */
  at: string;
  /** Whether `roost provision` has ever made it what it is. */
  provisioned: boolean;
  /** What is not as the fleet file says; of a host that was never provisioned it says nothing. */
  drifts: Drift[];
  /** Why a later check saw nothing. */
  failed?: { at: string; code: string; message: string };
}

export type HostLooks = Record<string, HostLook>;

interface DriftFile {
  version: 1;
  hosts: HostLooks;
}

/** `file /etc/x, unit docker.service and 2 more`. */
export function driftNames(drifts: Drift[], most = 4): string {
  const names = drifts.map(({ kind, name }) => `${kind} ${name}`);
  const more = names.length - most;
  return names.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** More would make the file large; the plan shows them all. */
const MOST = 100;

/** A missing or damaged file is an empty state: the next check fills it. */
export function readLooks(file: string): HostLooks {
  const found = readJson<DriftFile>(file);
  return found?.version === 1 ? found.hosts : {};
}

/** Of a check that saw the whole host. */
export function noteLook(file: string, host: string, look: Omit<HostLook, 'failed'>): void {
  change(file, (hosts) => {
    hosts[host] = { ...look, drifts: look.drifts.slice(0, MOST) };
  });
}

/** What was seen before stays. */
export function noteFailedLook(file: string, host: string, failed: NonNullable<HostLook['failed']>): void {
  change(file, (hosts) => {
    const known = hosts[host];
    if (known) known.failed = failed;
  });
}

/** Those that the fleet file no longer names are forgotten. */
export function keepHosts(file: string, names: string[]): void {
  change(file, (hosts) => {
    for (const name of Object.keys(hosts)) if (!names.includes(name)) delete hosts[name];
  });
}

function change(file: string, work: (hosts: HostLooks) => void): void {
  const hosts = readLooks(file);
  const before = JSON.stringify(hosts);
  work(hosts);
  if (JSON.stringify(hosts) !== before) writeJson(file, { version: 1, hosts } satisfies DriftFile);
}
