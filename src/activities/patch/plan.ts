/** Asks the host what can be upgraded, then plans. */
import { posix } from 'node:path';
import { RoostError } from '../../errors';
import { answers, asRoot, callScript, requireRoot } from '../../host/provision';
import { plainText } from '../../lib/plain-text';
import { planPatch as plan, type PatchFacts } from '../../plan/patch/plan';
import type { Planned } from '../../protocol/activities';
import type { Lease } from '../../protocol/lock';
import type { PatchPlan } from '../../protocol/plan';
import type { PatchRequest } from '../../protocol/requests';
import type { HeldApp } from '../../protocol/steps/patch';
import type { Deps } from '../deps';
import { requireLock } from '../scope/lock';
import { newOperation } from '../scope/operation';
import { keepFleet } from '../scope/planned';
import { hostSite } from '../scope/site';

/** It reads the lists of packages anew. */
const LIMIT_MS = 180_000;

export async function planPatch(
  deps: Deps,
  { host: name, reboot }: PatchRequest,
  lease: Lease | null,
): Promise<Planned<PatchPlan>> {
  const site = await hostSite(deps, name);
  if (lease) await requireLock(site, lease);
  const { host, fleet, config, directory } = site;
  const { apps } = await deps.fleet();
  const folders = Object.values(apps).map((app) => ({ app: app.name, directory: app.directory }));
  const drills = posix.join(posix.dirname(directory), 'drills');
  const call = ['say_upgrades', drills, ...folders.map((one) => one.directory)];
  const result = await host.exec(asRoot, { input: callScript(call), ok: answers, timeout: LIMIT_MS });
  requireRoot(host, result);
  const said = parseUpgrades(result.stdout);
  if (!said)
    throw new RoostError('CommandFailed', `${host.name} did not say what can be upgraded.`, { host: name });
  const made = {
    plan: plan(
      { ...said, control: config.role === 'control', apps: heldApps(folders, drills, said.there) },
      {
        scope: { kind: 'host', host: name, directory },
        operation: newOperation(),
        decideWait: fleet.decide.wait,
        lockWait: fleet.lock.wait,
        reboot,
      },
    ),
    facts: { gatheredAt: new Date().toISOString() },
  };
  return keepFleet(made, fleet, lease);
}

type Said = Omit<PatchFacts, 'control' | 'apps'> & { there: string[] };

/** Null: the answer is not whole. */
export function parseUpgrades(text: string): Said | null {
  const lines = text.split('\n').map(plainText);
  if (!lines.includes('end')) return null;
  const all = (tag: string): string[] =>
    lines.filter((line) => line.startsWith(`${tag} `)).map((line) => line.slice(tag.length + 1));
  return {
    upgrades: all('upgrade').flatMap((line) => {
      const [name, from, to] = line.split(' ');
      return name && from && to ? [{ name, from: from === '-' ? null : from, to }] : [];
    }),
    kept: all('kept'),
    reboot: all('reboot')[0]?.slice(0, 200) ?? null,
    stale: all('stale').length > 0,
    there: all('there'),
  };
}

/**
 * Apps of the fleet file that roost has been on there, wherever they serve now, and drills; a folder once.
 */
export function heldApps(folders: HeldApp[], drills: string, there: string[]): HeldApp[] {
  const apps = folders.filter(({ directory }) => there.includes(directory));
  const drilled = there
    .filter((folder) => posix.dirname(folder) === drills)
    .map((folder) => ({ app: posix.basename(folder), directory: folder }));
  const all = [...apps, ...drilled];
  return all.filter((one, i) => all.findIndex(({ directory }) => directory === one.directory) === i);
}
