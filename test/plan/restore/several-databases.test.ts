/**
 * An app with several databases on several servers: each comes back
 * as its own item, while its server runs.
 */
import type { AppConfig } from '../../../src/fleet/file';
import { dataOf } from '../../../src/plan/backup/sources';
import { planDrill } from '../../../src/plan/drill/drill';
import { type HeldSource } from '../../../src/plan/restore/held';
import { selectItems } from '../../../src/plan/restore/items';
import { planRestore } from '../../../src/plan/restore/restore';
import { drillWorld } from '../drill/world';
import { app as phone, file, world } from './world';

const app: AppConfig = {
  ...phone,
  data: {
    services: [],
    folders: [],
    sqlite: [],
    volumes: [],
    mariadb: [
      { service: 'db', database: 'shop', user: 'root' },
      { service: 'db', database: 'blog', user: 'root' },
      { service: 'old', database: 'shop', user: 'root', password: { env: 'OLD' } },
    ],
  },
};
const held = dataOf(app).map((source): HeldSource => {
  if (source.kind !== 'mariadb') throw new Error('another kind');
  return { source, from: `copies/mariadb/${source.service}/${source.database}.sql` };
});
const nodes = held.map(({ from }) => file(from));
const select = (what?: string[]) => selectItems(app, held, nodes, { what, into: 'live' });
const rows = { 'copies/mariadb/db/blog.sql': { posts: 3 } };
const containers = ['app', 'db', 'old'].map((service) => ({
  ...world().containers[0]!,
  id: service,
  service,
}));

test('they are selected all together, as databases, or by name', () => {
  expect(select().items.map(({ from }) => from)).toEqual(nodes.map(({ path }) => path));
  expect(select(['database']).items).toHaveLength(3);
  expect(select(['blog']).items).toMatchObject([{ kind: 'mariadb', database: 'blog' }]);
});

test('of a script their newest dumps are taken by name, and older ones are no loss', () => {
  const written = ['shop-2026-11-17', 'shop-2026-11-18', 'blog-2026-11-18'].map((name) => ({
    ...file(`script/${name}.sql.gz`),
    modified: name.slice(-10),
  }));
  const { items, warnings } = selectItems(app, held.slice(0, 2), written, { into: 'live' });
  expect(items.map(({ from }) => from)).toEqual([
    'script/shop-2026-11-18.sql.gz',
    'script/blog-2026-11-18.sql.gz',
  ]);
  expect(warnings).toEqual([]);
});

test('each is loaded with the rows of its own dump, and their servers run on', () => {
  const { steps, warnings } = planRestore(
    world({ app, selection: select(), rows, containers }),
    'fedcba9876',
    60_000,
  );
  const loads = steps.flatMap(({ call }) => (call.run === 'loadData' ? [call.args.rows] : []));
  expect(loads).toEqual([undefined, { posts: 3 }, undefined]);
  expect(steps.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['swap-mariadb', 'swap-mariadb1', 'swap-mariadb2']),
  );
  const stop = steps.find(({ id }) => id === 'stop')!.call;
  expect(stop).toMatchObject({ run: 'stopServices', args: { except: ['db', 'old'] } });
  expect(warnings.join()).toContain('no list of rows');
});

test('a drill starts the servers before it loads, and proves the rows of all', () => {
  const { steps, drill } = planDrill(drillWorld({ app, items: select().items, rows }), 'fedcba9876', 60_000);
  const ids = steps.map(({ id }) => id);
  expect(ids.indexOf('start-data')).toBeLessThan(ids.indexOf('load-mariadb'));
  expect(ids.indexOf('load-mariadb2')).toBeLessThan(ids.indexOf('start'));
  expect(drill.rows).toEqual({ tables: 1, rows: 3 });
});
