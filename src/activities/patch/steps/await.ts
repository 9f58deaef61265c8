/** Waits until all that ran before runs again, and starts what Docker does not start by itself. */
import { setTimeout as sleep } from 'node:timers/promises';
import { RoostError } from '../../../errors';
import { shellScript } from '../../../lib/shell-script';
import { plural, span } from '../../../lib/units';
import type { PatchStepArgs } from '../../../protocol/steps/patch';
import type { StepAnswer } from '../../declare';
import type { HostStepSite } from '../../host/site';
import { noteOf } from './hold';

const standing = shellScript(__dirname, 'standing');

const POLL_MS = 3_000;
/** ms for which Docker starts containers itself. */
const GRACE_MS = 15_000;

interface Standing {
  name: string;
  state: string;
  health: string;
  policy: string;
}

export async function awaitContainers(
  site: HostStepSite,
  { limit }: PatchStepArgs['awaitContainers'],
): Promise<StepAnswer> {
  const { host, signal } = site;
  const began = Date.now();
  const started = new Set<string>();
  for (let good = 0; ; await sleep(POLL_MS, undefined, { signal })) {
    const all = parseStanding((await site.read(standing(noteOf(site)))).stdout);
    const ill = all?.filter((one) => !isWell(one)) ?? null;
    good = ill?.length === 0 ? good + 1 : 0;
    // One check may meet a container between two of its failing starts.
    if (all && good >= 2) return answer(all.length, started);
    if (Date.now() - began > limit)
      throw new RoostError(
        'AppsNotBack',
        `${span(limit / 1000)} later ${ill === null ? `Docker on ${host.name} does not answer` : `not all of ${host.name} is as it was: ${ill.slice(0, 20).map(told).join(', ')}`}.`,
        { host: host.name },
      );
    if (ill === null || Date.now() - began < GRACE_MS) continue;
    const stopped = ill.filter((one) => needsStart(one) && !started.has(one.name)).map(({ name }) => name);
    if (stopped.length === 0) continue;
    stopped.forEach((name) => started.add(name));
    await site.change(['docker', 'start', ...stopped], { ok: [0, 1], timeout: 120_000 });
  }
}

const answer = (count: number, started: Set<string>): StepAnswer => ({
  note: count === 0 ? 'nothing ran before' : `${plural(count, 'container')} run and are healthy`,
  warnings:
    started.size === 0
      ? undefined
      : [
          `Docker does not start these by itself, roost has: ${[...started].slice(0, 20).join(', ')}. Give them a restart policy`,
        ],
});

/** Null: Docker does not answer. */
export function parseStanding(text: string): Standing[] | null {
  const rows = text.split('\n').filter(Boolean);
  if (rows.includes('nodocker')) return null;
  return rows.map((row) => {
    const [name = '', state = '', health = '', policy = ''] = row.split(' ');
    return { name, state, health, policy };
  });
}

const isWell = ({ state, health }: Standing): boolean =>
  state === 'running' && (health === 'healthy' || health === '-');

const needsStart = ({ state, policy }: Standing): boolean =>
  ['exited', 'created'].includes(state) && !['always', 'unless-stopped'].includes(policy);

const told = ({ name, state, health }: Standing): string =>
  `${name} (${state === 'running' ? health : state})`;
