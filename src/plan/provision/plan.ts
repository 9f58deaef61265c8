/** Plans what makes a host what the fleet file says. Pure. */
import { RoostError } from '../../errors';
import { onlyIf } from '../../lib/only-if';
import { sentences } from '../../lib/sentences';
import { plural } from '../../lib/units';
import type { ProvisionPlan } from '../../protocol/plan';
import type { HostScope } from '../../protocol/scope';
import type { Drift, Resource, ResourceOf } from '../../protocol/steps/provision';
import type { Step } from '../../protocol/steps/step';
import { planHash } from '../hash';
import { desired, OPERATORS, type Wanted } from './desired';
import { closedBy } from './firewall';
import { callOf, nameOf, shownOf, toMake, wantOf } from './kinds';
import { systemOf, systems, type System } from './systems';

/** What a host answers to `questions`. */
export interface ProvisionFacts {
  id: string;
  version: string;
  systemd: boolean;
  sshPort: number | null;
  /** `tcp 8080 docker-proxy`. */
  listens: string[];
  /** By {@link questionKey}. */
  states: Map<string, string>;
}

export interface ProvisionOptions {
  scope: HostScope;
  operation: string;
  decideWait: number;
}

export const questionKey = (resource: Resource): string => JSON.stringify(callOf(resource));

/** All that may have to be known, of whichever distribution the host is: one round trip answers it. */
export function questions(wanted: Wanted): Resource[] {
  const all = systems.flatMap((system) => desired(wanted, system, []));
  return [...new Map(all.map((resource) => [questionKey(resource), resource])).values()];
}

/** Errors: `HostNotSupported`, `ProvisionFailed`. */
export function planProvision(
  wanted: Wanted,
  facts: ProvisionFacts,
  { scope, operation, decideWait }: ProvisionOptions,
): ProvisionPlan {
  const { system, ssh, changed, drifts, same } = differences(wanted, facts);
  const plan: Omit<ProvisionPlan, 'hash'> = {
    format: 1,
    kind: 'provision',
    operation,
    scope,
    expects: 0,
    warnings: warningsOf(wanted, facts, changed, ssh),
    steps: stepsOf(changed, wanted),
    decideWait,
    // What is done stays done: a further run goes on from there.
    neverAsks: true,
    provision: {
      system: `${system.id} ${system.version}`,
      drifts,
      same,
    },
  };
  return { ...plan, hash: planHash(plan) };
}

/** What differs, and how many resources do not. Errors: `HostNotSupported`. */
export function compare(wanted: Wanted, facts: ProvisionFacts): { drifts: Drift[]; same: number } {
  const { drifts, same } = differences(wanted, facts);
  return { drifts, same };
}

function differences(wanted: Wanted, facts: ProvisionFacts) {
  const system = requireSystem(wanted.host.name, facts);
  const ssh = sshPorts(wanted.host.addresses, facts.sshPort);
  const resources = desired(wanted, system, ssh);
  const made = withActions(
    resources,
    resources.map((resource) => toMake(resource, stateOf(facts, resource))),
  );
  const changed = made.filter((one) => one !== null);
  const drifts = resources.flatMap((resource, i) => (made[i] ? [driftOf(resource, made[i], facts)] : []));
  return { system, ssh, changed, drifts, same: resources.length - changed.length };
}

/** Whether any of what only provisioning makes is there: a person may have removed some of it. */
export function isProvisioned(facts: Pick<ProvisionFacts, 'states'>): boolean {
  return [...facts.states].some(([key, state]) => {
    const { kind, args } = JSON.parse(key) as ReturnType<typeof callOf>;
    const isOwn =
      (kind === 'group' && args[0] === OPERATORS) || (kind === 'file' && /\broost\b/.test(args[0]!));
    return isOwn && state !== '' && state !== 'missing';
  });
}

const stateOf = ({ states }: ProvisionFacts, resource: Resource): string =>
  states.get(questionKey(resource)) ?? '';

function requireSystem(host: string, { id, version, systemd }: ProvisionFacts): System {
  const system = systemOf(id, version);
  if (system && systemd) return system;
  throw new RoostError(
    'HostNotSupported',
    system ? `${host} runs without systemd.` : `${host} is ${id || 'an unknown system'} ${version}.`,
    { host },
  );
}

/** By which it is reached from outside, and that on which it listens: a router may be between. */
function sshPorts(addresses: string[], own: number | null): number[] {
  const named = addresses.map((address) => Number(/^(?:\[.*\]|[^:]*):(\d+)$/.exec(address)?.[1] ?? 22));
  return [...new Set([...named, ...onlyIf(own !== null, own!)])].sort((a, b) => a - b);
}

/** An action comes into the plan with the file that it is for. */
function withActions(resources: Resource[], made: (Resource | null)[]): (Resource | null)[] {
  const due = new Set(made.map((one) => (one && 'then' in one ? one.then : undefined)));
  return resources.map((resource, i) =>
    resource.kind === 'action' && due.has(resource.name) ? resource : made[i]!,
  );
}

function driftOf(resource: Resource, make: Resource, facts: ProvisionFacts): Drift {
  const state = stateOf(facts, resource);
  const is = resource.kind === 'action' && state === wantOf(resource) ? 'due after the changes' : state;
  return {
    kind: resource.kind,
    name: nameOf(resource),
    is: shownOf(resource, is),
    want: shownOf(make, wantOf(make)),
  };
}

function stepsOf(changed: Resource[], { config: { revertAfter } }: Wanted): Step[] {
  const all = <K extends Resource['kind']>(kind: K): ResourceOf<K>[] =>
    changed.filter((one): one is ResourceOf<K> => one.kind === kind);
  const [sources, packages] = [all('aptSource'), all('package').map(({ names }) => names[0]!)];
  const [firewall] = all('firewall');
  const [sshd] = all('sshd');
  const own = ['aptSource', 'package', 'firewall', 'sshd'];
  const batch = changed.filter(({ kind }) => !own.includes(kind));
  const steps: Step[] = [];
  if (sources.length + packages.length > 0)
    steps.push({
      id: 'packages',
      title: `Install ${listed(packages) || 'a source of packages'}`,
      call: { run: 'installPackages', args: { sources, packages } },
      retry: 'long',
      onFailure: 'undo',
    });
  if (batch.length > 0)
    steps.push({
      id: 'apply',
      title: `Set ${plural(batch.length, 'thing')}: ${listed([...new Set(batch.map(({ kind }) => words[kind] ?? kind))])}`,
      call: { run: 'applyResources', args: { resources: batch } },
      retry: 'short',
      onFailure: 'undo',
    });
  if (firewall)
    steps.push({
      id: 'firewall',
      title: 'Set the firewall, and confirm it by a new connection',
      call: { run: 'applyFirewall', args: { text: firewall.text, revertAfter } },
      retry: 'short',
      onFailure: 'undo',
    });
  if (sshd)
    steps.push({
      id: 'sshd',
      title: 'Set sshd, and confirm it by a new connection',
      call: { run: 'applySshd', args: { text: sshd.text, users: sshd.users, revertAfter } },
      retry: 'short',
      onFailure: 'undo',
    });
  return steps;
}

const words: Partial<Record<Resource['kind'], string>> = {
  group: 'groups',
  user: 'accounts',
  keys: 'keys',
  firstKeys: 'keys',
  operators: 'operators',
  directory: 'folders',
  ownFolder: 'folders',
  file: 'files',
  settings: 'files',
  unit: 'units',
  sysctl: 'kernel settings',
  network: 'networks',
  timeZone: 'time zone',
  action: 'restarts',
};

const listed = (all: string[]): string =>
  [...new Set(all)].slice(0, 6).join(', ') + (all.length > 6 ? ` and ${all.length - 6} more` : '');

function warningsOf({ config }: Wanted, facts: ProvisionFacts, changed: Resource[], ssh: number[]): string[] {
  const has = (kind: Resource['kind'], name: string): boolean =>
    changed.some((one) => one.kind === kind && nameOf(one) === name);
  const warnings: string[] = [];
  if (config.firewall && changed.some(({ kind }) => kind === 'firewall')) {
    const closed = closedBy(config.firewall, ssh, facts.listens);
    if (closed.length > 0)
      warnings.push(
        sentences(
          `The firewall closes what answers from outside now: ${listed(closed)}.`,
          'Open it with provision.firewall, if it is meant to be.',
        ),
      );
  }
  if (has('action', 'restart-docker') && !has('package', 'docker.io') && !has('package', 'docker-ce'))
    warnings.push('Docker restarts once; without live-restore so far, its containers restart with it.');
  if (has('package', 'docker-ce'))
    warnings.push("Docker's own packages replace those of the distribution: containers stop meanwhile.");
  return warnings;
}
