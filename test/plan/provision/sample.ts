import { wantedOf, desired, type Wanted } from '../../../src/plan/provision/desired';
import { wantOf } from '../../../src/plan/provision/kinds';
import { planProvision, questionKey, type ProvisionFacts } from '../../../src/plan/provision/plan';
import { systems } from '../../../src/plan/provision/systems';
import type { ProvisionPlan } from '../../../src/protocol/plan';
import type { Resource, ResourceKind, ResourceOf } from '../../../src/protocol/steps/provision';
import { hostKey, parse } from '../../fleet/file/sample';

export const annaKey =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMa1rS7nVF5/bicp5pgQCn1fIkRaj9iOWuKnYoYgvUHg anna@laptop';

export const fleetText = (provision = '{}', operators = `{ anna: { keys: ['${annaKey}'] } }`): string => `
fleet: home
operators: ${operators}
provision: ${provision}
hosts:
  box: { user: deploy, addresses: ['192.0.2.7:2222'], hostKey: '${hostKey}' }
apps: {}
`;

export function wanted(provision?: string, operators?: string): Wanted {
  const fleet = parse(fleetText(provision, operators));
  return wantedOf(fleet, fleet.hosts.box!);
}

const [, trixie] = systems;

export const resources = (of: Wanted = wanted(), system = trixie!): Resource[] =>
  desired(of, system, [22, 2222]);

export const ofKind = <K extends ResourceKind>(all: Resource[], kind: K): ResourceOf<K>[] =>
  all.filter((one): one is ResourceOf<K> => one.kind === kind);

/** The state in which everything is as wanted; `changed`: other states, by kind and name. */
export function factsOf(of: Wanted, change: (resource: Resource) => string | undefined = () => undefined) {
  const states = resources(of).map((one): [string, string] => [questionKey(one), change(one) ?? good(one)]);
  const facts: ProvisionFacts = {
    id: 'debian',
    version: '13',
    systemd: true,
    sshPort: 22,
    listens: ['tcp 22 sshd'],
    states: new Map(states),
  };
  return facts;
}

const good = (resource: Resource): string =>
  resource.kind === 'settings'
    ? Buffer.from(JSON.stringify({ ...resource.set, 'data-root': '/mnt/docker' })).toString('base64')
    : wantOf(resource);

export const planOf = (of: Wanted, facts: ProvisionFacts): ProvisionPlan =>
  planProvision(of, facts, {
    scope: { kind: 'host', host: 'box', directory: '/root/.local/state/roost/host' },
    operation: 'c0ffee0001',
    decideWait: 60_000,
  });

/** As it is on a bare host. */
export const provisionPlan = (host = 'box'): ProvisionPlan => {
  const plan = planOf(
    wanted(),
    factsOf(wanted(), ({ kind }) => (kind === 'settings' ? 'missing' : 'none')),
  );
  return { ...plan, scope: { ...plan.scope, host } };
};
