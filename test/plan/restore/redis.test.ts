/** Servers of Redis come back while they run: of the app itself, of another app, in a drill. */
import type { AppConfig } from '../../../src/fleet/file';
import { dataOf } from '../../../src/plan/backup/sources';
import { planDrill } from '../../../src/plan/drill/drill';
import { acrossTo } from '../../../src/plan/restore/across';
import { type HeldSource } from '../../../src/plan/restore/held';
import { selectItems } from '../../../src/plan/restore/items';
import { planRestore } from '../../../src/plan/restore/restore';
import { drillWorld } from '../drill/world';
import { app as phone, file, world } from './world';

const withRedis = (...redis: NonNullable<AppConfig['data']['redis']>): AppConfig => ({
  ...phone,
  data: { services: [], folders: [], sqlite: [], volumes: [], redis },
});
const app = withRedis({ service: 'queue', password: { env: 'QUEUE' } }, { service: 'sessions' });
const held = dataOf(app).map((source): HeldSource => {
  if (source.kind !== 'redis') throw new Error('another kind');
  return { source, from: `copies/redis/${source.service}.rdb` };
});
const nodes = held.map(({ from }) => file(from));
const select = (what?: string[]) => selectItems(app, held, nodes, { what, into: 'live' });
const rows = { 'copies/redis/queue.rdb': { db0: 3 } };
const containers = ['app', 'queue', 'sessions'].map((service) => ({
  ...world().containers[0]!,
  id: service,
  service,
}));

test('they are selected all together, as databases, or by their service', () => {
  expect(select(['database']).items).toHaveLength(2);
  expect(select(['sessions']).items).toMatchObject([{ kind: 'redis', service: 'sessions' }]);
});

test('each is loaded with the keys that the snapshot lists, and the servers run on while the app is stopped', () => {
  const { steps } = planRestore(world({ app, selection: select(), rows, containers }), 'fedcba9876', 60_000);
  const loads = steps.flatMap(({ call }) => (call.run === 'loadData' ? [call.args.rows] : []));
  expect(loads).toEqual([{ db0: 3 }, undefined]);
  expect(steps.find(({ id }) => id === 'stop')!.call.args).toMatchObject({ except: ['queue', 'sessions'] });
});

test('a drill starts the servers before it loads', () => {
  const { steps } = planDrill(drillWorld({ app, items: select().items, rows }), 'fedcba9876', 60_000);
  const ids = steps.map(({ id }) => id);
  expect(ids.indexOf('start-data')).toBeLessThan(ids.indexOf('load-redis'));
  expect(ids.indexOf('swap-redis1')).toBeLessThan(ids.indexOf('start'));
});

test('another app gets them by the name of the service, else where it has only one, with its own password', () => {
  const [queue] = select(['queue']).items;
  const across = (to: AppConfig) => acrossTo(to, app, { items: [queue!], warnings: [] });
  const stage = withRedis({ service: 'cache', password: { file: '/run/p' } });
  expect(across(stage).items).toEqual([
    {
      kind: 'redis',
      from: queue!.from,
      bytes: queue!.bytes,
      files: 1,
      service: 'cache',
      password: { file: '/run/p' },
    },
  ]);
  expect(across(withRedis({ service: 'queue' })).items[0]).not.toHaveProperty('password');
  expect(() => across(withRedis({ service: 'a' }, { service: 'b' }))).toThrow(
    'data.redis names no service queue',
  );
});
