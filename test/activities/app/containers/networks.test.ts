import type { Container } from '../../../../src/activities/app/containers/containers';
import { startNetworks } from '../../../../src/activities/app/containers/networks';
import type { StepSite } from '../../../../src/activities/app/site';

const one = (id: string, state: string, minute: number, networkOf?: string): Container =>
  ({
    id,
    name: `films-${id}`,
    state,
    networkOf,
    startedAt: `2026-03-04T02:${String(minute).padStart(2, '0')}:00Z`,
  }) as Container;

/** Starts `idle` of those; what was done on the host. */
async function done(all: Container[]): Promise<string[]> {
  const calls: string[] = [];
  const begin = async (argv: string[]): Promise<void> => {
    calls.push(argv.join(' '));
    for (const it of all)
      if (argv.includes(it.id)) Object.assign(it, { state: 'running', startedAt: '2026-03-04T03:00:00Z' });
  };
  const site = { change: begin } as unknown as StepSite;
  const idle = all.filter(({ state }) => state === 'exited');
  await startNetworks(site, { all: async () => all, idle, begin });
  return calls;
}

test.each([
  [
    'the one whose network a database is in comes first, and the database joins it again',
    [one('web', 'exited', 2, 'vpn'), one('vpn', 'exited', 1), one('db', 'running', 1, 'vpn')],
    ['docker start vpn', 'docker restart db'],
  ],
  [
    'by name',
    [one('vpn', 'exited', 1), one('db', 'running', 1, 'films-vpn')],
    ['docker start vpn', 'docker restart db'],
  ],
  [
    'an attempt that was cut off in between is made whole',
    [one('vpn', 'running', 5), one('db', 'running', 1, 'vpn')],
    ['docker restart db'],
  ],
  [
    'nothing is done where nobody stays in it',
    [one('vpn', 'exited', 1), one('web', 'exited', 2, 'vpn'), one('db', 'running', 1)],
    [],
  ],
  [
    'nothing is done where it was started before them',
    [one('vpn', 'running', 1), one('db', 'running', 2, 'vpn')],
    [],
  ],
])('%s', async (_, all, calls) => {
  expect(await done(all)).toEqual(calls);
});
