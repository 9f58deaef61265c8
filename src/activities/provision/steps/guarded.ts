/**
 * Changes that may lock everybody out. The host takes them back by itself
 * unless a new connection confirms them; both are in one step, so that a worker
 * that dies between them leaves the host as it was.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { RoostError } from '../../../errors';
import { askHost, asRoot, callScript, requireRoot, type Call } from '../../../host/provision';
import { sentences } from '../../../lib/sentences';
import { callOf, shownOf, wantOf } from '../../../plan/provision/kinds';
import type { ProvisionStepArgs, Resource } from '../../../protocol/steps/provision';
import type { StepAnswer } from '../../declare';
import type { HostStepSite } from '../../host/site';

/** Exit codes of guarded.sh. */
const ARMED = 91;
const REFUSED = 92;
const REVERTED = 93;
const answers = [0, ARMED, REFUSED, REVERTED, 94];

/** ms before the host takes it back in which nothing is begun any more. */
const MARGIN = 2_000;

type Guarded = 'firewall' | 'sshd';

export const applyFirewall = (
  site: HostStepSite,
  { text, revertAfter }: ProvisionStepArgs['applyFirewall'],
): Promise<StepAnswer> => applyGuarded(site, { kind: 'firewall', text }, text, revertAfter);

export const applySshd = (
  site: HostStepSite,
  { text, users, revertAfter }: ProvisionStepArgs['applySshd'],
): Promise<StepAnswer> => applyGuarded(site, { kind: 'sshd', text, users }, text, revertAfter);

async function applyGuarded(
  site: HostStepSite,
  resource: Resource & { kind: Guarded },
  text: string,
  revertAfter: number,
): Promise<StepAnswer> {
  const { host, signal } = site;
  const { kind } = resource;
  await settled(site, kind, revertAfter);
  const call: Call = callOf(resource);
  const before = await askHost(host, [call], signal);
  // An attempt before this one has confirmed it, and its answer was lost.
  if (before.states[0] === wantOf(resource)) return 'it is so already';
  const seconds = String(Math.round(revertAfter / 1000));
  const tried = await asRootChange(site, ['try_' + kind, seconds, text]);
  if (tried.code === ARMED) throw notSettled(site, kind);
  if (tried.code === REFUSED)
    throw new RoostError(
      'ProvisionFailed',
      sentences(
        `The ${kind} of ${host.name} refuses the new configuration, and nothing was changed:`,
        site.host.scrub(tried.stderr).slice(0, 1_000),
      ),
      { host: host.name },
    );
  const waited = await confirm(site, kind, text, Date.now() + revertAfter - MARGIN);
  const after = await askHost(host, [call], signal);
  if (after.states[0] !== wantOf(resource))
    throw new RoostError(
      'ProvisionFailed',
      sentences(
        `${kind} of ${host.name} is "${shownOf(resource, after.states[0]!)}" afterwards,`,
        `not "${shownOf(resource, wantOf(resource))}".`,
        'What else is set there overrides it.',
      ),
      { host: host.name },
    );
  return `confirmed by a new connection after ${(waited / 1000).toFixed(1)} s`;
}

const asRootChange = async (site: HostStepSite, call: string[]) => {
  const result = await site.change(asRoot, { input: callScript(call), ok: answers });
  requireRoot(site.host, result);
  return result;
};

/** A change that an attempt before this one has left is taken back before another begins. */
async function settled(site: HostStepSite, kind: Guarded, revertAfter: number): Promise<void> {
  const end = Date.now() + revertAfter + 30_000;
  for (;;) {
    const { stdout } = await site.read(asRoot, { input: callScript(['state_of', kind]), ok: answers });
    if (!stdout.includes('armed yes')) return;
    if (Date.now() > end) throw notSettled(site, kind);
    await sleep(1_000, undefined, { signal: site.signal });
  }
}

const notSettled = ({ host }: HostStepSite, kind: Guarded): RoostError =>
  new RoostError('HostBusy', `A change of ${kind} on ${host.name} is neither confirmed nor taken back yet.`, {
    host: host.name,
  });

/** Only a new TCP connection proves anything: open ones go on. Returns the ms that it took. */
async function confirm(site: HostStepSite, kind: Guarded, text: string, end: number): Promise<number> {
  const { deps, fence, signal } = site;
  const began = Date.now();
  let why: unknown;
  do {
    const fresh = deps.newConnection(site.config);
    try {
      const guard = deps.guard(fresh.host, site.directory);
      const { code } = await guard.change(fence, asRoot, {
        input: callScript([`keep_${kind}`, text]),
        ok: answers,
        timeout: Math.max(1_000, end + MARGIN - Date.now()),
        signal,
      });
      if (code === 0) return Date.now() - began;
      if (code === REVERTED) break;
    } catch (error) {
      if (!(error instanceof RoostError) || !isUnreachable(error)) throw error;
      why = error;
    } finally {
      await fresh.close();
    }
    // sshd penalises an address that fails too often.
    await sleep(1_000, undefined, { signal });
  } while (Date.now() < end);
  await settled(site, kind, Math.max(0, end + MARGIN - Date.now()));
  throw new RoostError(
    'WouldLockOut',
    sentences(
      `With the new ${kind} no new connection to ${site.host.name} came about,`,
      `so the host has taken it back: ${why instanceof RoostError ? why.message : 'it was too slow'}`,
    ),
    { host: site.host.name },
    { cause: why },
  );
}

const isUnreachable = ({ code }: RoostError): boolean =>
  ['HostUnreachable', 'HostAuthFailed', 'ConnectionLost', 'HostBusy', 'CommandTimeout'].includes(code);
