/** Plans the upgrade of a host. Pure. */
import { onlyIf } from '../../lib/only-if';
import { sentences } from '../../lib/sentences';
import { MINUTE } from '../../lib/time';
import { plural } from '../../lib/units';
import type { PatchPlan } from '../../protocol/plan';
import type { HostScope } from '../../protocol/scope';
import type { HeldApp, RebootWhen, Upgrade } from '../../protocol/steps/patch';
import type { Step } from '../../protocol/steps/step';
import { planHash } from '../hash';

export interface PatchFacts {
  upgrades: Upgrade[];
  kept: string[];
  /** Why the host needs a restart by now; null: it does not. */
  reboot: string | null;
  /** The lists of packages could not be read anew. */
  stale: boolean;
  /** The control plane runs there. */
  control: boolean;
  /** Those that roost has been on. */
  apps: HeldApp[];
}

export interface PatchOptions {
  scope: HostScope;
  operation: string;
  decideWait: number;
  /** ms for which the locks of apps are waited for. */
  lockWait: number;
  reboot?: RebootWhen;
}

/** A large machine checks its memory and disks first. */
const BACK_MS = 15 * MINUTE;
/** For all apps at once, on a machine that has just started. */
const WELL_MS = 10 * MINUTE;

const MOST = 300;

/** What runs on from memory until a restart. */
const needsRestart = /^(linux-image-|linux-generic|linux-virtual|libc6$|systemd$|dbus$)/;

export function planPatch(facts: PatchFacts, options: PatchOptions): PatchPlan {
  const { scope, operation, decideWait, reboot } = options;
  const { upgrades, kept, apps } = facts;
  const mayNeedReboot = upgrades.some(({ name }) => needsRestart.test(name));
  const plan: Omit<PatchPlan, 'hash'> = {
    format: 1,
    kind: 'patch',
    operation,
    scope,
    expects: 0,
    warnings: warningsOf(facts, options, mayNeedReboot),
    steps: stepsOf(facts, options),
    decideWait,
    // No one answers at night, and the apps' locks are held.
    neverAsks: true,
    patch: {
      upgrades: upgrades.slice(0, MOST),
      count: upgrades.length,
      kept: kept.slice(0, MOST),
      reboot: facts.reboot,
      mayNeedReboot,
      when: reboot ?? 'never',
      apps: [...new Set(apps.map(({ app }) => app))],
    },
  };
  return { ...plan, hash: planHash(plan) };
}

function stepsOf(
  { upgrades, apps, reboot: due }: PatchFacts,
  { scope, reboot, lockWait }: PatchOptions,
): Step[] {
  const restarts = reboot === 'always' || (reboot === 'needed' && (due !== null || upgrades.length > 0));
  if (upgrades.length === 0 && !restarts) return [];
  const { host } = scope;
  const names = [...new Set(apps.map(({ app }) => app))];
  const whose = names.length > 0 ? `the runs of ${names.join(', ')}` : 'nothing else';
  const free: Step['call'] = { run: 'freeApps', args: { apps } };
  return [
    {
      id: 'hold',
      title: `Wait for ${whose}, hold them off, and note what runs`,
      call: { run: 'lockApps', args: { apps } },
      undo: { title: 'Let the runs of its apps go on', call: free, retry: 'short' },
      retry: 'short',
      limit: Math.round(lockWait / 1000) + 300,
      onFailure: 'undo',
    },
    ...onlyIf(upgrades.length > 0, {
      id: 'upgrade',
      title: `Upgrade ${plural(upgrades.length, 'package')}`,
      call: { run: 'upgradePackages', args: {} },
      retry: 'long',
      onFailure: 'undo',
    } satisfies Step),
    ...onlyIf(restarts, {
      id: 'reboot',
      title: reboot === 'always' ? `Restart ${host}` : `Restart ${host} if it needs that`,
      call: { run: 'rebootHost', args: { when: reboot!, limit: BACK_MS } },
      retry: 'short',
      limit: BACK_MS / 1000 + 120,
      onFailure: 'undo',
    } satisfies Step),
    {
      id: 'await',
      title: 'Wait until all that ran before runs and is healthy',
      call: { run: 'awaitContainers', args: { limit: WELL_MS } },
      retry: 'short',
      limit: WELL_MS / 1000 + 120,
      onFailure: 'undo',
    },
    {
      id: 'free',
      title: 'Let the runs of its apps go on',
      call: free,
      retry: 'short',
      onFailure: 'warn',
    },
  ];
}

function warningsOf(
  { stale, control, kept, reboot: due, upgrades }: PatchFacts,
  { scope, reboot }: PatchOptions,
  mayNeedReboot: boolean,
): string[] {
  return [
    ...onlyIf(stale, `The lists of packages of ${scope.host} could not be read anew: there may be more`),
    ...onlyIf(
      reboot === undefined && (due !== null || mayNeedReboot),
      `${scope.host} ${due === null ? 'will probably need' : 'needs'} a restart, and gets none without --reboot`,
    ),
    ...onlyIf(
      reboot !== undefined && control,
      sentences(
        `${scope.host} is the control host: Temporal and worker stop with it.`,
        `Installed they come back by themselves and the run goes on; after \`roost up\` start them again by hand`,
      ),
    ),
    ...onlyIf(
      upgrades.some(({ name }) => /^(docker|containerd)/.test(name)),
      'Docker itself is upgraded: without live-restore its containers restart',
    ),
    ...onlyIf(
      kept.length > 0,
      sentences(
        `${plural(kept.length, 'package')} stay,`,
        `since others would have to go: ${kept.slice(0, 10).join(', ')}`,
      ),
    ),
  ];
}
