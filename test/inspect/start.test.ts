/** What is down and is to run is named with what starts it. */
import { parseContainers } from '../../src/inspect/containers';
import { startCommand } from '../../src/inspect/start';

const line = (service: string, state: string, status: string, networks = 'shop_default'): string =>
  [`shop-${service}-1`, service, 'shop', '/srv/shop', state, status, 'False', 'x:1', '', networks].join('\t');
const up = line('worker', 'running', 'Up 2 hours');
const side = line('side', 'exited', 'Exited (128) 2 hours ago', '');

const start = (lines: string[], more: object = {}): string | null =>
  startCommand({
    current: { release: 4 },
    lock: null,
    containers: parseContainers(`${lines.join('\n')}\n`),
    ...more,
  } as Parameters<typeof startCommand>[0]);

test('a service in the network of another, which Docker leaves down when the host comes back', () => {
  expect(start([up, side])).toBe('docker start shop-side-1');
});

test('whoever has a network of its own comes first', () => {
  expect(start([side, line('worker', 'exited', 'Exited (137) 1 hour ago')])).toBe(
    'docker start shop-worker-1 shop-side-1',
  );
});

test.each<[string, string[], object]>([
  ['what runs', [up], {}],
  ['what is being started by Docker', [line('worker', 'restarting', 'Restarting (1) 2 seconds ago')], {}],
  ['what runs in another container', [up, line('worker', 'exited', 'Exited (0) 1 hour ago')], {}],
  ['what roost has not deployed', [side], { current: null }],
  ['what a run is at', [side], { lock: { workflowId: 'deploy-shop', run: 'running' } }],
  ['what is archived', [side], { archived: '2026-01-01' }],
  ['what serves elsewhere by now', [side], { away: { host: 'hoopoe' } }],
])('no command for %s', (_, lines, more) => {
  expect(start(lines, more)).toBeNull();
});
