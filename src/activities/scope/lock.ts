/** Takes and frees the lock of a scope. */
import { Context } from '@temporalio/activity';
import { RoostError } from '../../errors';
import { removeOneOffs } from '../../host/oneoff';
import type { HeldLock, LockOwner } from '../../host/types';
import type { Lease, LockRequest } from '../../protocol/lock';
import { appAndHost, nameOf, scopeText } from '../../protocol/scope';
import { currentRun } from '../activity';
import type { Deps } from '../deps';
import { timeUsed, wasAway } from '../tries';
import { idleServices, startLeftDown } from './left-down';
import { lockRules } from './lock-rules';
import { scopeSite } from './site';
import { stepsBegun } from './step-marks';
import type { ScopeSite } from './types';
import { endWork } from './work';

/** How long a host that does not answer is asked before the run ends: nothing has been changed yet. */
const FIRST_CONTACT_MS = 15_000;
/** The same after an absence: a control host that was off may have no network yet. */
const CONTACT_AFTER_ABSENCE_MS = 20 * 60_000;

export async function acquireLock(deps: Deps, request: LockRequest): Promise<Lease> {
  const { scope, kind, by, operation } = request;
  const site = await scopeSite(deps, scope);
  const { info } = Context.current();
  const owner: LockOwner = { plane: deps.plane, ...currentRun(), workflow: kind, by };
  const lock = await takeLock(deps, site, owner, lockRules[kind].wait(site.fleet));
  const waited = (Date.now() - info.scheduledTimestampMs) / 1000;
  // Only this run may work here now. Always, not only after a take-over: an attempt
  // that died in between is made good by its retry.
  await endWork(site);
  const begun = operation === undefined ? undefined : await stepsBegun(site, operation);
  const idle = await idleServices(site);
  return { scope: nameOf(scope), kind, token: lock.token, waited, begun, idle };
}

/** `wait`: ms until it gives up. */
export async function takeLock(
  deps: Deps,
  site: ScopeSite,
  owner: LockOwner,
  wait: number,
): Promise<HeldLock> {
  const answer = await firstContact(() => site.guard.acquire(owner));
  if (answer.got) return answer.lock;
  const { holder } = answer;
  if (holder.plane !== owner.plane) {
    throw new RoostError(
      'LockedElsewhere',
      `${named(site)} is locked by ${describe(holder)} of another control plane (${holder.plane}).`,
      { ...appAndHost(site.scope), holder },
    );
  }
  if (!(await mayTakeOver(deps, holder, owner))) throw waitOrGiveUp(site, holder, wait);
  const taken = await site.guard.takeOver(owner, holder.token);
  if (taken.got) return taken.lock;
  throw waitOrGiveUp(site, taken.holder ?? holder, wait);
}

/** By workflow id, never by run id: a reset run's old id reads as terminated while its successor goes on. */
async function mayTakeOver(deps: Deps, holder: HeldLock, owner: LockOwner): Promise<boolean> {
  const latest = await deps.latestRun(holder.workflowId);
  if (holder.workflowId !== owner.workflowId) return latest === null || !latest.open;
  if (latest?.runId === owner.runId) return true;
  throw new RoostError(
    'StalePlan',
    `Run ${owner.runId} of ${owner.workflowId} has been replaced by ${latest?.runId}.`,
    { workflowId: owner.workflowId },
  );
}

function waitOrGiveUp(site: ScopeSite, holder: HeldLock, limit: number): RoostError {
  const waited = timeUsed() ?? Date.now() - Context.current().info.scheduledTimestampMs;
  const details = { ...appAndHost(site.scope), holder };
  if (waited < limit)
    return new RoostError('Locked', `${named(site)} is locked by ${describe(holder)}.`, details);
  return new RoostError(
    'LockWaitTimeout',
    `Waited ${Math.round(limit / 60_000)} min for the lock of ${named(site)}, held by ${describe(holder)}.`,
    details,
  );
}

const named = ({ scope }: ScopeSite): string => scopeText(scope);

const describe = (holder: HeldLock): string => `${holder.workflowId} (${holder.by}, since ${holder.since})`;

/** A reset run carries the lease of the run that it was reset from. */
export async function requireLock(site: ScopeSite, lease: Lease): Promise<void> {
  const held = await site.guard.show();
  const { runId } = currentRun();
  if (held?.token === lease.token && held.runId === runId) return;
  throw new RoostError('LockLost', `The lock of ${named(site)} is not this run's.`, {
    ...appAndHost(site.scope),
    holder: held,
  });
}

async function firstContact<T>(ask: () => Promise<T>): Promise<T> {
  const end = Date.now() + FIRST_CONTACT_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof RoostError) || error.code !== 'HostUnreachable') throw error;
      if (Date.now() >= end) throw mayComeBack() ? error : giveUp(error);
      await Context.current().sleep(1_000);
    }
  }
}

const mayComeBack = (): boolean => wasAway() && (timeUsed() ?? Infinity) < CONTACT_AFTER_ABSENCE_MS;

const giveUp = (error: RoostError): RoostError =>
  new RoostError('HostUnreachable', error.message, error.details, { retry: 'never', cause: error });

export async function releaseLock(deps: Deps, lease: Lease, operation: string | null): Promise<void> {
  const site = await scopeSite(deps, lease.scope);
  const { runId } = currentRun();
  const held = await site.guard.show();
  // Reset to this very task, or the lock was broken: what runs now is another run's.
  if (held?.token !== lease.token || held.runId !== runId) return;
  // An operator's `abort` leaves things as they stand, but nothing running.
  await site.jobs.cancelAll(site.paths.jobs);
  if (operation && lockRules[lease.kind].endsOneOffs)
    await site.host.exec(removeOneOffs(operation), { timeout: 5 * 60_000 });
  await startLeftDown(site, lease);
  await site.guard.release(runId, lease.token, operation ?? undefined);
}
