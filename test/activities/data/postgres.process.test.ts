/** A PostgreSQL database by a real server: copied, dumped before a migration, and put back. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { factsFile, parseFacts } from '../../../src/activities/data/facts';
import { databaseSize, postgres, requireRestorable } from '../../../src/activities/data/postgres';
import { describeInShells } from '../../host/shells';
import { sourceHost, syncsOf, type SourceHost } from './host';
import { binaries, startPostgres, type PostgresServer } from './postgres-server';

const coded = (code: string, text = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(text) });
const perform = <T>(work: () => Promise<T>): Promise<T> =>
  new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') }).run(work) as Promise<T>;

const suite = binaries || process.env.CI ? describe : describe.skip;
const title = binaries ? 'PostgreSQL' : 'PostgreSQL (skipped: apt-get install postgresql)';

suite(title, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
    server.sql('CREATE ROLE phone LOGIN CREATEDB; CREATE ROLE reader LOGIN; CREATE ROLE weak LOGIN;');
  });
  afterAll(() => server.stop());

  describeInShells('a database', (shell) => {
    let host: SourceHost;
    let dump: string;
    beforeEach(() => {
      host = sourceHost(shell);
      host.program('docker', server.docker);
      host.site.host.exec = host.site.read;
      dump = join(host.app, '.roost/before.dump');
    });
    afterEach(() => {
      host.remove();
      const all = server.sql(
        `SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'`,
      );
      for (const name of all.split('\n').filter(Boolean)) server.sql(`DROP DATABASE "${name}" WITH (FORCE)`);
    });

    const make = (name = 'phone', user = 'phone', options = '') => {
      server.sql(`CREATE DATABASE "${name}" OWNER ${user} TEMPLATE template0 ${options}`);
      server.sql('CREATE TABLE calls (id int); INSERT INTO calls VALUES (1), (2);', name, user);
      return { service: 'db', user, database: name };
    };
    const keep = (source: ReturnType<typeof make>) => perform(() => postgres.keep(host.site, source, dump));
    const restore = (source: ReturnType<typeof make>) =>
      perform(() => postgres.putBack(host.site, source, dump));
    const count = (name = 'phone') => server.sql('SELECT count(*) FROM calls', name);
    it('comes back where what has changed it dropped it, and was ended before it made it again', async () => {
      const source = make();
      await keep(source);
      server.sql('DROP DATABASE phone');
      await restore(source);
      expect(count()).toBe('2');
    });

    const databases = () =>
      server.sql(
        `SELECT datname FROM pg_database WHERE datname LIKE 'roost%' OR datname ~ '^p(p|h)' ORDER BY 1`,
      );

    it('is dumped and put back as it was, and nothing is left beside it', async () => {
      const source = make();
      expect(await keep(source)).toBe(String(readFileSync(dump).length));
      server.sql('DELETE FROM calls; CREATE TABLE later ()', 'phone');
      // What an attempt that died has left.
      server.sql('CREATE DATABASE roost_new_0123456789', 'postgres', 'phone');
      await restore(source);
      expect([count(), databases()]).toEqual(['2', 'phone']);
      expect(() => server.sql('SELECT FROM later', 'phone')).toThrow();
    });

    it('keeps its dump: a second one would be of what was migrated', async () => {
      const source = make();
      await keep(source);
      const first = readFileSync(dump);
      server.sql('DELETE FROM calls', 'phone');
      await keep(source);
      expect(readFileSync(dump)).toEqual(first);
    });

    // busybox runs its own `sync`, whatever is in PATH.
    (shell === 'busybox' ? it.skip : it)(
      'has its dump on the disk, the file before its name, before the step ends',
      async () => {
        const synced = syncsOf(host);
        await keep(make());
        expect(synced()).toEqual([`${dump}.new`, join(host.app, '.roost')]);
        expect(existsSync(`${dump}.new`)).toBe(false);
      },
    );

    it.each([62, 63])('may have a name of %i bytes', async (length) => {
      const source = make('p'.repeat(length));
      await keep(source);
      server.sql('DELETE FROM calls', source.database);
      await restore(source);
      expect([count(source.database), databases()]).toEqual(['2', source.database]);
    });

    it('stays as it is where the dump is cut short', async () => {
      const source = make('p'.repeat(63));
      await keep(source);
      writeFileSync(dump, readFileSync(dump).subarray(0, 900));
      await expect(restore(source)).rejects.toThrow(coded('RestoreFailed', 'is as it was'));
      expect(count(source.database)).toBe('2');
    });

    it('keeps owner, encoding, locale, settings, privileges, limit and comment', async () => {
      const source = make('phone', 'phone', `ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'`);
      server.sql(`
        ALTER DATABASE phone SET search_path = app, "Odd Name", public;
        ALTER DATABASE phone SET "TimeZone" = 'Europe/Berlin';
        ALTER DATABASE phone SET app.greeting = 'it''s = fine';
        ALTER ROLE reader IN DATABASE phone SET search_path = '';
        ALTER DATABASE phone CONNECTION LIMIT 40;
        REVOKE ALL ON DATABASE phone FROM PUBLIC;
        GRANT CONNECT ON DATABASE phone TO reader WITH GRANT OPTION;
        COMMENT ON DATABASE phone IS 'the app''s';`);
      const told = () =>
        server.sql(`
          SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype, datconnlimit,
            array(SELECT unnest(datacl)::text ORDER BY 1), shobj_description(oid, 'pg_database'),
            array(SELECT setrole::regrole || ' ' || setconfig::text FROM pg_db_role_setting
              WHERE setdatabase = d.oid ORDER BY 1)
          FROM pg_database d WHERE datname = 'phone'`);
      const before = told();
      expect(before).toMatch(/Odd Name.*it's = fine/s);
      await keep(source);
      await perform(() => postgres.putBack(host.site, { ...source, user: 'admin' }, dump));
      expect(told()).toBe(before);
    });

    it('is put back while a client of another project connects again and again', async () => {
      const source = make();
      await keep(source);
      const again = `while :; do ${binaries}/psql -XAtq -h ${server.socket} -U admin -d phone -c 'SELECT pg_sleep(9)'; done`;
      const clients = [1, 2, 3, 4].map(() => spawn('sh', ['-c', again], { stdio: 'ignore', detached: true }));
      await sleep(300);
      try {
        await perform(() => postgres.putBack(host.site, { ...source, user: 'admin' }, dump));
      } finally {
        for (const { pid } of clients) process.kill(-pid!, 'SIGKILL');
      }
      expect(count()).toBe('2');
    });

    it('is refused before anything stops where its role could not put a dump back', async () => {
      const [good, bad] = [make(), make('poor', 'weak')];
      const containers = [{ id: 'db1', service: 'db', state: 'running' }] as never;
      await expect(requireRestorable(host.site, containers, good)).resolves.toBeUndefined();
      await expect(requireRestorable(host.site, containers, bad)).rejects.toThrow(
        coded('HostMisconfigured', 'ALTER ROLE "weak" CREATEDB'),
      );
      expect(await databaseSize(host.site, containers, good)).toBeGreaterThan(1_000_000);
    });

    it('says with its copy what a restore needs besides: rows in the dump, roles, settings', async () => {
      make();
      const odd = `CREATE TABLE "it's ""odd""\nü" (t text); INSERT INTO "it's ""odd""\nü" VALUES (E'\\\\.\n'), ('COPY x FROM stdin;'), ('c');`;
      server.sql(odd, 'phone', 'phone');
      server.sql('GRANT SELECT ON calls TO reader', 'phone', 'phone');
      server.sql(`ALTER DATABASE phone SET search_path = app, public; ALTER DATABASE phone SET app.jwt_key = 'secret';
        ALTER ROLE reader IN DATABASE phone SET work_mem = '8MB'`);
      await host.copy({ kind: 'postgres', service: 'db', user: 'admin', database: 'phone' });
      const text = readFileSync(join(host.copies, factsFile('copies/postgres')), 'utf8');
      const { rows, words } = parseFacts(text);
      expect(Object.fromEntries(rows.map((one) => [one.table, one.rows]))).toEqual({
        'public.calls': 2,
        'public."it\'s ""odd""\nü"': 3,
      });
      const plain = (hex: string) => Buffer.from(hex, 'hex').toString();
      expect(words['role']!.map(plain).sort()).toEqual(['phone', 'reader']);
      expect(words['belongs-to']!.map(plain)).toEqual(['phone']);
      const settings = words['setting']!.map((line) =>
        line.split(' ').map((word) => (word === '-' ? '-' : plain(word))),
      );
      expect(settings.sort()).toEqual([
        ['-', 'search_path=app, public'],
        ['reader', 'work_mem=8MB'],
      ]);
      expect(words['server-version']![0]).toMatch(/^\d+/);
      expect(Number(words['database-bytes']![0])).toBeGreaterThan(1_000_000);
      expect(words).toMatchObject({ encoding: [expect.any(String)], collate: [expect.any(String)] });
    });

    it('is copied for a backup with the server’s roles', async () => {
      make();
      const note = await host.copy({ kind: 'postgres', service: 'db', user: 'admin', database: 'phone' });
      const copied = join(host.copies, 'postgres');
      expect(note).toBe(`${readFileSync(join(copied, 'phone.dump')).length} bytes`);
      expect(readFileSync(join(copied, 'globals.sql'), 'utf8')).toContain('CREATE ROLE reader');
    });
  });
});
