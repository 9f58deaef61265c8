/**
 * What a rehearsal damages on purpose: all data of a drill, by real servers, and nothing that is not its own.
 */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { damage, damageDrill } from '../../../src/activities/drill/damage/damage';
import { againOf, inAgain } from '../../../src/activities/restore/again';
import { shellScript } from '../../../src/lib/shell-script';
import type { RestoreItem } from '../../../src/protocol/steps/restore';
import { describeInShells } from '../../host/shells';
import { sourceHost, type SourceHost } from '../data/host';
import { hasMariadb, startMariadb } from '../data/mariadb-server';
import { binaries, startPostgres } from '../data/postgres-server';
import { hasRedis, startRedis } from '../data/redis-server';

jest.setTimeout(120_000);

const whole = { files: 1, bytes: 1 };
const where = (has: unknown) => (has || process.env.CI ? it : it.skip);

async function onServer(docker: string, work: (host: SourceHost) => Promise<void>): Promise<void> {
  const host = sourceHost('dash');
  host.program('docker', docker);
  host.site.host.exec = host.site.read;
  try {
    await work(host);
  } finally {
    host.remove();
  }
}

where(binaries)('every table of a database is gone, in whichever schema; the database is there', async () => {
  const server = await startPostgres();
  try {
    server.sql('CREATE DATABASE phone');
    server.sql(
      `CREATE TABLE calls (n int PRIMARY KEY); INSERT INTO calls VALUES (1); CREATE SCHEMA "Old One";
       CREATE TABLE "Old One"."it's" (n int REFERENCES calls); CREATE VIEW few AS SELECT * FROM calls`,
      'phone',
    );
    const item = {
      kind: 'postgres',
      service: 'db',
      user: 'admin',
      database: 'phone',
      from: 'x',
      ...whole,
    } as const;
    await onServer(server.docker, async (host) => {
      expect(await damage(host.site, item)).toBe('database phone: 2 tables dropped');
      expect(await damage(host.site, item)).toBe('database phone: 0 tables dropped');
    });
    expect(
      server.sql(
        "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'",
        'phone',
      ),
    ).toBe('');
  } finally {
    await server.stop();
  }
});

where(hasMariadb)('tables, views and code of a database of MariaDB are gone', async () => {
  const server = await startMariadb();
  try {
    server.sql('CREATE DATABASE shop');
    server.sql(
      `CREATE TABLE orders (n INT PRIMARY KEY); CREATE TABLE \`it's "odd"\` (n INT, CONSTRAINT of FOREIGN KEY (n) REFERENCES orders (n));
       CREATE VIEW few AS SELECT * FROM orders; CREATE PROCEDURE add_one(p INT) INSERT INTO orders VALUES (p)`,
      'shop',
    );
    const item = {
      kind: 'mariadb',
      service: 'db',
      user: 'root',
      database: 'shop',
      from: 'x',
      ...whole,
    } as const;
    await onServer(server.docker(), async (host) => {
      expect(await damage(host.site, item)).toBe('database shop: 2 tables dropped');
      expect(await damage(host.site, item)).toBe('database shop: 0 tables dropped');
    });
    expect(server.sql('SHOW TABLES', 'shop').trim()).toBe('');
  } finally {
    await server.stop();
  }
});

where(hasRedis)('every key of Redis is gone, in whichever database', async () => {
  const server = await startRedis();
  try {
    server.lines(0, ['SET a 1', 'SET b 2']);
    server.lines(5, ['SET other 1']);
    const item = { kind: 'redis', service: 'db', from: 'x', ...whole } as const;
    await onServer(server.docker(), async (host) => {
      expect(await damage(host.site, item)).toBe('Redis of db: 3 keys dropped');
    });
    expect(server.all()).toEqual({});
  } finally {
    await server.stop();
  }
});

describeInShells('files', (name) => {
  it('are overwritten, whatever their names, and what a link leads to is not', async () => {
    const host = sourceHost(name);
    const at = (...names: string[]): string => join(host.app, ...names);
    mkdirSync(at('data', 'a b'), { recursive: true });
    writeFileSync(at('outside'), 'kept');
    writeFileSync(at('data', 'one'), 'x'.repeat(1000));
    writeFileSync(at('data', 'a b', "it's\n-n"), 'y');
    symlinkSync(at('outside'), at('data', 'link'));
    const program = shellScript(join(__dirname, '../../../src/activities/drill/damage'), 'files');
    const { stdout } = await host.site.read(program(at('data')));
    expect(stdout).toBe('2 files overwritten\n');
    for (const file of [at('data', 'one'), at('data', 'a b', "it's\n-n")])
      expect(readFileSync(file, 'utf8')).toBe('damaged on purpose\n');
    expect(readFileSync(at('outside'), 'utf8')).toBe('kept');
    host.remove();
  });
});

it('what is not of the drill is refused before anything is done', async () => {
  const host = sourceHost('dash');
  const done: string[][] = [];
  const site = {
    ...host.site,
    scope: { ...host.site.scope, drill: true, project: 'roost-drill-phone-0123456789' },
    context: { ...host.site.context, scope: host.site.scope },
    change: async (argv: string[]) => void done.push(argv),
  } as never;
  const folder = (path: string, link?: object): RestoreItem => ({
    kind: 'folder',
    path,
    from: 'x',
    ...whole,
    ...(link && { place: { link } as never }),
  });
  for (const item of [
    folder('../live/data'),
    folder('data/x', { path: 'data', to: '/srv/apps/phone/data' }),
    { kind: 'volume', name: 'files', volume: 'phone_files', from: 'x', ...whole } as RestoreItem,
  ])
    await expect(damageDrill(site, { items: [item], data: [], wait: 1 })).rejects.toMatchObject({
      code: 'DrillRefused',
    });
  const live = { ...(site as object), scope: host.site.scope } as never;
  await expect(damageDrill(live, { items: [folder('data')], data: [], wait: 1 })).rejects.toMatchObject({
    code: 'DrillRefused',
  });
  expect(done).toEqual([]);
  host.remove();
});

it('the second restore has names of its own, and the fence of its run', () => {
  const site = { context: { operation: '0123456789' }, fence: { operation: '0123456789' } } as never;
  const again = inAgain(site, true);
  expect(againOf('0123456789')).toMatch(/^[0-9a-f]{10}$/);
  expect(again.context.operation).toBe(againOf('0123456789'));
  expect(again.fence.operation).toBe('0123456789');
  expect(inAgain(site, undefined)).toBe(site);
});
