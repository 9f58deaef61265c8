/** A database comes back beside the live one, into its place, and back again, on a real server. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dropLoadedItem, isFormer } from '../../../src/activities/data/restore';
import type { RestoreItem } from '../../../src/protocol/steps/restore';
import { sourceHost, type SourceHost } from './host';
import { binaries, startPostgres, type PostgresServer } from './postgres-server';
import { coded, load, OPERATION, swap } from './restoring';

const item = {
  kind: 'postgres',
  service: 'db',
  user: 'admin',
  database: 'phone',
  from: 'copies/postgres/phone.dump',
  roles: 'copies/postgres/globals.sql',
  files: 1,
  bytes: 1,
} satisfies RestoreItem;

(binaries || process.env.CI ? describe : describe.skip)('a database', () => {
  let server: PostgresServer;
  let host: SourceHost;
  let dump: string;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  const run = (program: string, ...args: string[]): string =>
    execFileSync(join(binaries!, program), ['-h', server.socket, '-U', 'admin', ...args], {
      encoding: 'utf8',
    });
  const names = (): string[] =>
    server.sql('SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1').split('\n');
  const sent = (path: string): string => join(host.app, '.roost/restores', OPERATION, 'sent', path);
  const rows = (): string => server.sql('SELECT n FROM calls ORDER BY 1', 'phone');

  beforeEach(() => {
    host = sourceHost('dash');
    host.program('docker', server.docker);
    host.site.host.exec = host.site.read;
    server.sql('DROP DATABASE IF EXISTS phone WITH (FORCE)');
    for (const role of ['clerk', 'boss']) server.sql(`DROP ROLE IF EXISTS ${role}`);
    server.sql('CREATE ROLE boss LOGIN');
    server.sql('CREATE DATABASE phone OWNER boss');
    server.sql("ALTER DATABASE phone SET timezone TO 'Europe/Vienna'");
    server.sql('CREATE ROLE clerk');
    server.sql(
      `CREATE TABLE calls (n int); INSERT INTO calls VALUES (1), (2); CREATE SCHEMA "Old One";
       CREATE TABLE "Old One"."it's" (n int); ALTER TABLE calls OWNER TO clerk`,
      'phone',
    );
    dump = sent(item.from);
    mkdirSync(dirname(dump), { recursive: true });
    run('pg_dump', '-Fc', '-d', 'phone', '-f', dump);
    run('pg_dumpall', '--globals-only', '-f', sent(item.roles));
    server.sql('DELETE FROM calls', 'phone');
  });
  afterEach(() => {
    host.remove();
    for (const name of names().filter((one) => one.startsWith('roost_')))
      server.sql(`DROP DATABASE ${name} WITH (FORCE)`);
  });

  it('is loaded beside the live one, takes its name and gives it back, with owner and settings', async () => {
    expect(await load(host, item, { 'public.calls': 2, '"Old One"."it\'s"': 0 })).toBe(
      '2 tables, 2 rows, as the snapshot lists them',
    );
    expect(rows()).toBe('');
    expect(await isFormer(host.site, item, OPERATION)).toBe(true);
    for (let i = 0; i < 2; i++) await swap(host, item, 'in');
    expect(names()).toEqual(['phone', 'postgres', `roost_kept_${OPERATION}`]);
    expect(rows()).toBe('1\n2');
    const facts = `SHOW timezone; SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'phone'`;
    expect(server.sql(facts, 'phone')).toBe('Europe/Vienna\nboss');
    expect(await isFormer(host.site, item, OPERATION)).toBe(false);
    for (let i = 0; i < 2; i++) await swap(host, item, 'back');
    expect(rows()).toBe('');
    await dropLoadedItem(host.site, item, OPERATION);
    expect(names()).toEqual(['phone', 'postgres']);
  });

  it('is loaded anew by a second attempt, and a session in the live one does not hold the swap up', async () => {
    await load(host, item);
    await load(host, item);
    const session = spawn(
      join(binaries!, 'psql'),
      ['-h', server.socket, '-U', 'admin', '-d', 'phone', '-c', 'SELECT pg_sleep(60)'],
      { stdio: 'ignore' },
    );
    const ended = new Promise((resolve) => session.on('exit', resolve));
    const sleeping = "SELECT count(*) FROM pg_stat_activity WHERE query ~ '^SELECT pg_sleep.60'";
    while (server.sql(sleeping) === '0');
    await swap(host, item, 'in');
    expect(rows()).toBe('1\n2');
    expect(await ended).not.toBe(0);
  });

  it('comes back where it was dropped, with the roles that are missing, and goes away again', async () => {
    server.sql('DROP DATABASE phone WITH (FORCE)');
    server.sql('DROP ROLE clerk');
    await load(host, item);
    await swap(host, item, 'in');
    expect(rows()).toBe('1\n2');
    expect(server.sql("SELECT tableowner FROM pg_tables WHERE tablename = 'calls'", 'phone')).toBe('clerk');
    await swap(host, item, 'back');
    expect(names()).toEqual(['postgres', `roost_new_${OPERATION}`]);
  });

  describe('of another app', () => {
    const foreign = { ...item, roles: undefined, foreign: true } satisfies RestoreItem;
    const ownerOf = (table: string): string =>
      server.sql(`SELECT tableowner FROM pg_tables WHERE tablename = '${table}'`, 'phone');
    beforeEach(() => {
      server.sql(
        `CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE moods (n serial, m mood); GRANT SELECT ON moods TO clerk;
         CREATE FUNCTION one() RETURNS int LANGUAGE sql AS $$
GRANT is no statement here
$$`.replace('GRANT is no statement here', 'SELECT 1;'),
        'phone',
      );
    });
    const roleIsGone = (): void => {
      server.sql('DROP DATABASE phone WITH (FORCE)');
      server.sql('DROP ROLE clerk');
      server.sql('CREATE DATABASE phone OWNER boss');
      server.sql('CREATE TABLE old (n int); ALTER TABLE old OWNER TO boss', 'phone');
    };

    it.each([['-Fc'], ['-Fp']])(
      'goes to the owner of what is live, where it names roles that are not here (%s)',
      async (as) => {
        run('pg_dump', as, '-d', 'phone', '-f', dump);
        roleIsGone();
        expect(await load(host, foreign)).toBe('3 tables, 0 rows, all of boss');
        await swap(host, item, 'in');
        expect(['calls', 'moods'].map(ownerOf)).toEqual(['boss', 'boss']);
        expect(
          server.sql(
            "SELECT pg_get_userbyid(typowner) FROM pg_type WHERE typname = 'mood'; SELECT one()",
            'phone',
          ),
        ).toBe('boss\n1');
        expect(server.sql("SELECT count(*) FROM pg_roles WHERE rolname = 'clerk'")).toBe('0');
        expect(server.sql("INSERT INTO moods (m) VALUES ('sad') RETURNING n", 'phone', 'boss')).toBe('1');
      },
    );

    it('keeps its owners and privileges where those here are the same', async () => {
      run('pg_dump', '-Fc', '-d', 'phone', '-f', dump);
      server.sql('ALTER DATABASE phone OWNER TO clerk', 'phone');
      expect(await load(host, foreign)).toBe('3 tables, 0 rows');
      await swap(host, item, 'in');
      expect(['calls', 'moods'].map(ownerOf)).toEqual(['clerk', 'admin']);
    });

    it('is refused where nobody can tell whose it is', async () => {
      run('pg_dump', '-Fc', '-d', 'phone', '-f', dump);
      roleIsGone();
      server.sql('CREATE TABLE other (n int)', 'phone');
      await expect(load(host, foreign)).rejects.toEqual(
        coded('LoadFailed', 'the dump names the roles clerk and the tables of phone belong to admin boss'),
      );
    });
  });

  it('is open again after a swap that was cut off before its renames', async () => {
    await load(host, item);
    server.sql('ALTER DATABASE phone WITH ALLOW_CONNECTIONS false');
    await swap(host, item, 'back');
    expect(rows()).toBe('');
  });

  it('is refused where rows are missing, by the list of the snapshot', async () => {
    await expect(load(host, item, { 'public.calls': 3 })).rejects.toEqual(
      coded('LoadFailed', 'public.calls has 2 rows, the snapshot lists 3'),
    );
  });

  it('is refused where its dump is cut, and the live one serves on', async () => {
    writeFileSync(dump, readFileSync(dump).subarray(0, 900));
    await expect(load(host, item)).rejects.toEqual(coded('LoadFailed'));
    expect(rows()).toBe('');
  });

  it('is refused without a word of what its rows hold', async () => {
    server.sql(
      `INSERT INTO calls VALUES (5); CREATE TABLE people (mail text); INSERT INTO people VALUES ('anna@example.org'), ('anna@example.org');`,
      'phone',
    );
    const plain = run('pg_dump', '-d', 'phone');
    const unique = `${plain}\nCREATE UNIQUE INDEX one_mail ON public.people (mail);\n`;
    const wrong = plain.replace('\n5\n', '\nanna"born@example.org\n');
    const said = async (text: string): Promise<string> => {
      writeFileSync(dump, text);
      return load(host, item).catch((error: Error) => error.message);
    };
    expect(await said(unique)).toMatch(/could not create unique index "one_mail"/);
    expect(await said(wrong)).toMatch(/ERROR:  invalid input syntax for type integer: "..."/);
    const raised = plain + "DO $$ BEGIN RAISE 'no place for anna'; END $$;";
    expect(await said(raised)).toMatch(/ERROR:  \(the message may hold values/);
    for (const text of [unique, wrong, raised]) expect(await said(text)).not.toMatch(/anna|born/);
  });

  it.each(['plain', 'packed'])('is loaded from a %s dump as SQL', async (form) => {
    server.sql('INSERT INTO calls VALUES (7)', 'phone');
    writeFileSync(dump, run('pg_dump', '-d', 'phone'));
    server.sql('DELETE FROM calls', 'phone');
    if (form === 'packed') {
      execFileSync('gzip', [dump]);
      execFileSync('mv', [`${dump}.gz`, dump]);
    }
    expect(await load(host, item)).toBe('2 tables, 1 rows');
    await swap(host, item, 'in');
    expect(rows()).toBe('7');
  });

  it('is refused from a dump that would go on in another database', async () => {
    writeFileSync(
      dump,
      '-- PostgreSQL database dump\nCREATE DATABASE phone;\n\\connect phone\nDROP TABLE calls;\n',
    );
    await expect(load(host, item)).rejects.toEqual(coded('LoadFailed', 'names databases of its own'));
    expect(server.sql("SELECT to_regclass('calls')", 'phone')).toBe('calls');
  });
});
