/** Plans what brings Cloudflare to what the fleet file wants: pure. */
import { RoostError } from '../../errors';
import { sentences } from '../../lib/sentences';
import { plural } from '../../lib/units';
import type { CloudflarePlan } from '../../protocol/plan';
import type { FleetScope } from '../../protocol/scope';
import type { CloudflareState } from '../../protocol/steps/cloudflare';
import { planHash } from '../hash';
import { accessChanges } from './access-changes';
import { inOrder, type Change, type Part } from './change';
import { desiredOf, type CloudflareFleet } from './desired';
import { recordChanges } from './records';
import type { Only } from './scope';
import { tunnelChanges } from './tunnels';

/** Of what is ours; more needs `force`. */
const mostRemoved = 0.3;

export interface ApplyOptions {
  scope: FleetScope;
  operation: string;
  decideWait: number;
  only?: Only;
  /** Allows to remove more than 30 % of what is ours. */
  force?: boolean;
}

/** Errors: `CloudflareNotOurs`, `TooMuchRemoved`. */
export function planCloudflare(
  fleet: CloudflareFleet,
  state: CloudflareState,
  { scope, operation, decideWait, only, force = false }: ApplyOptions,
): CloudflarePlan {
  const desired = desiredOf(fleet);
  const parts = [tunnelChanges, recordChanges, accessChanges].map((of) => of(fleet, desired, state, only));
  const changes = inOrder(parts.flatMap((part) => part.changes));
  refuseForeign(parts);
  if (!force) refuseRemoval(changes, parts);
  const count = (effect: Change['effect']): number => changes.filter((one) => one.effect === effect).length;
  return withHash({
    format: 1,
    kind: 'cloudflareApply',
    operation,
    scope,
    expects: 0,
    warnings: parts.flatMap((part) => part.warnings),
    steps: stepsOf(changes),
    decideWait,
    // What is done stays done: a further run goes on from there.
    neverAsks: true,
    cloudflare: {
      account: fleet.cloudflare.account,
      only,
      counts: {
        create: count('create'),
        change: count('change'),
        remove: count('remove'),
        same: parts.reduce((sum, { same }) => sum + same, 0),
      },
    },
  });
}

export const withHash = (plan: Omit<CloudflarePlan, 'hash'>): CloudflarePlan => ({
  ...plan,
  hash: planHash(plan),
});

export const stepsOf = (changes: Change[]): CloudflarePlan['steps'] =>
  changes.map(({ id, title, call }) => ({ id, title, call, retry: 'short', onFailure: 'undo' }));

function refuseForeign(parts: Part[]): void {
  const taken = parts.flatMap((part) => part.taken);
  if (taken.length === 0) return;
  throw new RoostError(
    'CloudflareNotOurs',
    `The fleet file wants what is there already, but not marked as roost's: ${listed(taken)}.`,
    { taken },
  );
}

function refuseRemoval(changes: Change[], parts: Part[]): void {
  const removed = changes.reduce((sum, { removes }) => sum + removes, 0);
  const ours = parts.reduce((sum, part) => sum + part.ours, 0);
  if (removed <= ours * mostRemoved) return;
  const titles = changes.filter(({ removes }) => removes > 0).map(({ title }) => title);
  throw new RoostError(
    'TooMuchRemoved',
    sentences(
      `The plan removes ${removed} of ${plural(ours, 'thing')} that roost has at Cloudflare:`,
      `${listed(titles)}.`,
    ),
    { removed, ours },
  );
}

const listed = (all: string[]): string =>
  all.slice(0, 10).join('; ') + (all.length > 10 ? `; ${all.length - 10} more` : '');
