/** A database of MariaDB comes back beside the live one, into its place, and back again, on a real server. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { mariadb } from '../../../src/activities/data/mariadb';
import { besideNames } from '../../../src/activities/data/mariadb/names';
import { dropLoadedItem, isFormer, isLoaded } from '../../../src/activities/data/restore';
import type { RestoreItem } from '../../../src/protocol/steps/restore';
import { sourceHost, syncsOf, type SourceHost } from './host';
import { hasMariadb, startMariadb, type MariadbServer } from './mariadb-server';
import { coded, load, OPERATION, send, swap } from './restoring';

const source = { kind: 'mariadb', service: 'db', user: 'root', database: 'shop' } as const;
const item: RestoreItem & { kind: 'mariadb' } = {
  ...source,
  from: 'copies/mariadb/db/shop.sql',
  files: 1,
  bytes: 1,
};
const names = besideNames(source, OPERATION);

const TABLES = `
  CREATE TABLE orders (n INT AUTO_INCREMENT PRIMARY KEY, note TEXT, at DATETIME, twice INT GENERATED ALWAYS AS (LENGTH(note) * 2) VIRTUAL);
  CREATE TABLE \`it's "odd"\` (n INT, CONSTRAINT of FOREIGN KEY (n) REFERENCES orders (n));
  CREATE TABLE old (n INT) ENGINE = MyISAM; CREATE SEQUENCE numbers; CREATE TABLE log (n INT);
  CREATE VIEW few AS SELECT n, note FROM orders; CREATE VIEW a_few AS SELECT * FROM few;
  CREATE PROCEDURE add_one(p TEXT) INSERT INTO orders (note) VALUES (p);
  CREATE FUNCTION next_of(n INT) RETURNS INT DETERMINISTIC RETURN n + 1;
  CREATE TRIGGER logged AFTER INSERT ON orders FOR EACH ROW INSERT INTO log VALUES (NEW.n);
  CREATE EVENT tick ON SCHEDULE EVERY 1 SECOND DO INSERT INTO old VALUES (99)`;

const suite = hasMariadb || process.env.CI ? describe : describe.skip;

suite.each(['dash', 'busybox'] as const)('a database of MariaDB (%s)', (shell) => {
  let server: MariadbServer;
  let host: SourceHost;
  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server.stop());

  const databases = (): string[] =>
    server
      .sql("SELECT schema_name FROM information_schema.schemata WHERE schema_name RLIKE '^(shop|roost)'")
      .split('\n')
      .sort();
  const notes = (): string => server.sql('SELECT note FROM orders ORDER BY n', 'shop');
  const code = (database: string): string =>
    server
      .sql(
        `SELECT table_name FROM information_schema.views WHERE table_schema = '${database}'
       UNION SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = '${database}'
       UNION SELECT routine_name FROM information_schema.routines WHERE routine_schema = '${database}'
       UNION SELECT event_name FROM information_schema.events WHERE event_schema = '${database}' ORDER BY 1`,
      )
      .replace(/\n/g, ' ');
  const CODE = 'add_one a_few few logged next_of tick';
  const sent = (): string => join(host.app, '.roost/restores', OPERATION, 'sent', item.from);
  const write = (text: string | Buffer): void => {
    mkdirSync(dirname(sent()), { recursive: true });
    writeFileSync(sent(), text);
  };

  beforeEach(async () => {
    host = sourceHost(shell);
    host.program('docker', server.docker());
    host.site.host.exec = host.site.read;
    server.sql(
      'DROP DATABASE IF EXISTS shop; CREATE DATABASE shop CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci',
    );
    server.sql("CREATE OR REPLACE USER clerk@'%' IDENTIFIED BY 'x'");
    server.sql(TABLES.replace(/CREATE EVENT[^]*/, ''), 'shop');
    server.sql(
      "SET sql_mode = ''; INSERT INTO orders (note, at) VALUES ('one', '0000-00-00'), ('zwei 😀', NULL); INSERT INTO old VALUES (1)",
      'shop',
    );
    server.sql(
      "DELETE FROM log; CREATE EVENT tick ON SCHEDULE EVERY 1 HOUR STARTS '2030-01-01' DO INSERT INTO old VALUES (99)",
      'shop',
    );
    server.sql("GRANT EXECUTE ON PROCEDURE shop.add_one TO clerk@'%'");
    await host.copy(source);
    send(host, item, join(host.copies, 'mariadb/db/shop.sql'));
    server.sql(
      "UPDATE orders SET note = 'live'; CREATE TABLE later (n INT); DROP VIEW a_few; DROP EVENT tick",
      'shop',
    );
  });
  afterEach(() => {
    host.remove();
    for (const name of databases()) server.sql(`DROP DATABASE \`${name}\``);
  });

  it('is loaded beside the live one, takes its place and gives it back, with all that is code', async () => {
    expect(await load(host, item, { orders: 2, old: 1, log: 0, 'it\'s "odd"': 0 })).toBe(
      '4 tables, 3 rows, as the snapshot lists them',
    );
    expect([notes(), code(names.new)]).toEqual(['live\nlive', '']);
    expect([await isFormer(host.site, item, OPERATION), await isLoaded(host.site, item, OPERATION)]).toEqual([
      true,
      true,
    ]);
    for (let i = 0; i < 2; i++) await swap(host, item, 'in');
    expect(databases()).toEqual([names.kept, 'shop']);
    expect([notes(), code('shop')]).toEqual(['one\nzwei 😀', CODE]);
    expect(
      server.sql(
        "INSERT INTO orders (note) VALUES ('three'); SELECT COUNT(*) FROM log; SELECT COUNT(*) FROM a_few",
        'shop',
      ),
    ).toBe('1\n3');
    expect(
      server.sql("SELECT default_collation_name FROM information_schema.schemata WHERE schema_name = 'shop'"),
    ).toBe('utf8mb4_unicode_ci');
    expect(server.sql("SHOW GRANTS FOR clerk@'%'")).toContain('GRANT EXECUTE ON PROCEDURE `shop`.`add_one`');
    expect(await isFormer(host.site, item, OPERATION)).toBe(false);
    for (let i = 0; i < 2; i++) await swap(host, item, 'back');
    expect([notes(), code('shop')]).toEqual(['live\nlive', 'add_one few logged next_of']);
    expect(server.sql('SELECT COUNT(*) FROM later', 'shop')).toBe('0');
    // What was written since is kept aside.
    expect(server.sql('SELECT COUNT(*) FROM orders', names.new)).toBe('3');
    expect([await isFormer(host.site, item, OPERATION), await isLoaded(host.site, item, OPERATION)]).toEqual([
      true,
      true,
    ]);
    for (const verb of ['in', 'back'] as const) await swap(host, item, verb);
    expect(notes()).toBe('live\nlive');
    await dropLoadedItem(host.site, item, OPERATION);
    expect(databases()).toEqual(['shop']);
  });

  it('is gone on with where a swap was cut off, also one whose renames were not one statement', async () => {
    await load(host, item);
    const program = readFileSync(join(__dirname, '../../../src/activities/data/mariadb/swapping.sh'), 'utf8');
    expect(program).toContain('RENAME TABLE');
    host.program('docker-whole', server.docker());
    // Only the first of all renames is done; then the connection is lost.
    host.program(
      'docker',
      `[ "$1 $2" = "exec -i" ] || exec docker-whole "$@"
cat >"${host.app}/in"
if grep -q '^RENAME TABLE' "${host.app}/in" && [ ! -e "${host.app}/cut" ]; then
  : >"${host.app}/cut"
  sed '/^RENAME TABLE/,$ { s/,$/;/; }' "${host.app}/in" | sed '/^RENAME TABLE/q' | docker-whole "$@"
  exit 1
fi
docker-whole "$@" <"${host.app}/in"`,
    );
    await expect(swap(host, item, 'in')).rejects.toEqual(coded('SwapFailed'));
    expect(await isFormer(host.site, item, OPERATION)).toBe(false);
    await swap(host, item, 'in');
    expect([notes(), code('shop'), databases()]).toEqual(['one\nzwei 😀', CODE, [names.kept, 'shop']]);
  });

  it('has its former tables back where a swap was cut off', async () => {
    await load(host, item);
    host.program('docker-whole', server.docker());
    host.program(
      'docker',
      `[ "$1 $2" = "exec -i" ] || exec docker-whole "$@"
cat >"${host.app}/in"
if grep -q '^RENAME TABLE' "${host.app}/in" && [ ! -e "${host.app}/cut" ]; then : >"${host.app}/cut"; exit 1; fi
docker-whole "$@" <"${host.app}/in"`,
    );
    await expect(swap(host, item, 'in')).rejects.toEqual(coded('SwapFailed'));
    await swap(host, item, 'back');
    expect([notes(), code('shop'), databases()]).toEqual([
      'live\nlive',
      'add_one few logged next_of',
      [names.new, 'shop'].sort(),
    ]);
  });

  it('is put back to the dump from before a migration, also by a run that goes on with it', async () => {
    const perform = (work: () => Promise<unknown>) =>
      new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') }).run(work);
    const file = join(host.app, '.roost/releases/5/before/shop.sql');
    const synced = shell === 'busybox' ? null : syncsOf(host);
    await perform(() => mariadb.keep(host.site, source, file));
    if (synced) expect(synced()).toEqual([`${file}.new`, dirname(file)]);
    server.sql('DROP TABLE later; ALTER TABLE orders ADD more INT; DROP PROCEDURE add_one', 'shop');
    host.program('docker-whole', server.docker());
    host.program(
      'docker',
      `[ "$1 $2" = "exec -i" ] || exec docker-whole "$@"
cat >"${host.app}/in"
docker-whole "$@" <"${host.app}/in" || exit
if grep -q '^RENAME TABLE' "${host.app}/in" && [ ! -e "${host.app}/cut" ]; then : >"${host.app}/cut"; exit 1; fi`,
    );
    await expect(perform(() => mariadb.putBack(host.site, source, file))).rejects.toEqual(
      coded('RestoreFailed'),
    );
    await perform(() => mariadb.putBack(host.site, source, file));
    expect([notes(), code('shop'), databases()]).toEqual([
      'live\nlive',
      'add_one few logged next_of',
      ['shop'],
    ]);
    expect(server.sql('SELECT COUNT(*) FROM later; SELECT * FROM orders LIMIT 1', 'shop')).toBe(
      '0\n1\tlive\t0000-00-00 00:00:00\t8',
    );
  });

  it('comes back where there is none, and goes away again', async () => {
    server.sql('DROP DATABASE shop');
    await load(host, item);
    await swap(host, item, 'in');
    expect([notes(), code('shop')]).toEqual(['one\nzwei 😀', CODE]);
    await swap(host, item, 'back');
    expect(databases()).toEqual([names.new]);
  });

  it('has rows that are larger than the server takes', async () => {
    server.sql(`CREATE TABLE large (b LONGBLOB); SET GLOBAL max_allowed_packet = 67108864`, 'shop');
    server.sql('INSERT INTO large VALUES (REPEAT(UNHEX("ff00270a"), 4194304))', 'shop');
    server.sql('SET GLOBAL max_allowed_packet = 16777216');
    await host.copy(source);
    send(host, item, join(host.copies, 'mariadb/db/shop.sql'));
    expect(await load(host, item)).toMatch(/^6 tables/);
    expect(server.sql('SELECT @@global.max_allowed_packet; SELECT LENGTH(b) FROM large', names.new)).toBe(
      '16777216\n16777216',
    );
  });

  it.each([
    ['is cut short', (whole: string) => whole.slice(0, -200), 'CopyDamaged', 'cannot be read back'],
    [
      'lacks a row',
      (whole: string) => whole.replace("(1,'one',4", "(1,'one',4").replace('),\n(2,', '),\n-- (2,'),
      'LoadFailed',
      '',
    ],
    [
      'names a database of its own',
      (whole: string) => `USE \`shop\`;\n${whole}`,
      'LoadFailed',
      '--databases',
    ],
    [
      'has a row that the table does not take',
      (whole: string) => whole.replace('(2,', '(1,'),
      'LoadFailed',
      'may hold values',
    ],
  ])('leaves the live one as it is where its dump %s', async (_, change, error, text) => {
    write(change(readFileSync(sent(), 'utf8')));
    const failed: unknown = await load(host, item, { orders: 2 }).catch((reason: unknown) => reason);
    expect(failed).toEqual(coded(error, text));
    expect((failed as Error).message).not.toContain('zwei');
    expect(notes()).toBe('live\nlive');
  });

  it('is loaded of a dump that the app itself has made, packed or of another version', async () => {
    const plain = readFileSync(sent(), 'utf8')
      .split('\n-- roost: events')[0]!
      .replace(/^-- roost: .*$/gm, '');
    write(gzipSync(plain));
    await load(host, item);
    await swap(host, item, 'in');
    expect([notes(), code('shop')]).toEqual(['one\nzwei 😀', 'add_one a_few few logged next_of']);
  });
});
