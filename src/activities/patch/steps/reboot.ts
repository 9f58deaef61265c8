/** Restarts a host once in an operation, and waits for it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { RoostError } from '../../../errors';
import { answers, asRoot, callScript, requireRoot } from '../../../host/provision';
import { span } from '../../../lib/units';
import type { PatchStepArgs } from '../../../protocol/steps/patch';
import type { HostStepSite } from '../../host/site';

const POLL_MS = 3_000;
/** ms after which a restart that has not begun is asked for again. */
const AGAIN_MS = 120_000;

export async function rebootHost(
  site: HostStepSite,
  { when, limit }: PatchStepArgs['rebootHost'],
): Promise<string> {
  const { context, host, signal } = site;
  const began = Date.now();
  for (let asked = 0; ; await sleep(POLL_MS, undefined, { signal })) {
    const isDue = asked === 0 || Date.now() - asked > AGAIN_MS;
    const call = isDue ? ['do_reboot', context.operation, when] : ['say_rebooted', context.operation];
    const said = await ask(site, call);
    if (said === 'not needed') return 'not needed';
    if (said === 'rebooted') return `it is back after ${span((Date.now() - began) / 1000)}`;
    if (isDue && said !== null) asked = Date.now();
    if (Date.now() - began > limit)
      throw new RoostError(
        'HostNotBack',
        `${host.name} ${said === null ? 'does not answer' : 'has not restarted'} ${span(limit / 1000)} after it was asked to restart.`,
        { host: host.name },
      );
  }
}

/** Over a new connection: an old one hangs until it is given up. Null: no answer. */
async function ask(
  { deps, config, directory, fence, signal }: HostStepSite,
  call: string[],
): Promise<string | null> {
  const fresh = deps.newConnection(config);
  try {
    const guard = deps.guard(fresh.host, directory);
    const options = { input: callScript(call), ok: answers, timeout: 20_000, signal };
    const result = await guard.change(fence, asRoot, options);
    requireRoot(fresh.host, result);
    return result.stdout.split('\n')[0]!.trim();
  } catch (error) {
    if (error instanceof RoostError && away.includes(error.code)) return null;
    throw error;
  } finally {
    await fresh.close();
  }
}

/** While it stops or starts; sshd refuses users then too (`nologin`). */
const away: string[] = [
  'HostUnreachable',
  'HostAuthFailed',
  'ConnectionLost',
  'HostBusy',
  'CommandTimeout',
  'CommandFailed',
];
