/** All kinds of resources. */
import type { Resource, ResourceKind } from '../../../protocol/steps/provision';
import { firstKeys, group, keys, operators, user } from './accounts';
import { aptSource } from './apt-source';
import { directory, file, ownFolder, settings } from './files';
import { packageKind } from './package';
import { action, firewall, network, sshd, swap, sysctl, timeZone, unit } from './system';
import type { Kind } from './types';

const kinds: { [K in ResourceKind]: Kind<K> } = {
  aptSource,
  package: packageKind,
  group,
  user,
  keys,
  firstKeys,
  operators,
  directory,
  ownFolder,
  file,
  settings,
  unit,
  sysctl,
  swap,
  network,
  timeZone,
  action,
  firewall,
  sshd,
};

// That a resource fits its kind is what the table says, but cannot be shown to the compiler.
const of = ({ kind }: Resource): Kind<never> => kinds[kind] as unknown as Kind<never>;

/** How the host is asked about it. */
export const callOf = (resource: Resource): { kind: string; args: string[] } => ({
  kind: resource.kind,
  args: of(resource).args(resource as never),
});

export const nameOf = (resource: Resource): string => of(resource).name(resource as never);

export const wantOf = (resource: Resource): string => of(resource).want(resource as never);

/** What is to be made of it where the host says `state`; null: it is as wanted. */
export function toMake(resource: Resource, state: string): Resource | null {
  const { complete } = of(resource);
  if (complete) return complete(resource as never, state);
  return state === wantOf(resource) ? null : resource;
}

/** A state in a few words. */
export function shownOf(resource: Resource, state: string): string {
  const { shown } = of(resource);
  const text = shown ? shown(state, resource as never) : state;
  return text.replace(/\b([0-9a-f]{8})[0-9a-f]{56}\b/g, '$1…').slice(0, 300) || 'not known';
}
