/** A database of MariaDB by a real server: what people's databases hold, and what goes wrong with a dump. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { factsFile, parseFacts } from '../../../src/activities/data/facts';
import { sourceHost, type SourceHost } from './host';
import { hasMariadb, PASSWORD, startMariadb, type MariadbServer } from './mariadb-server';
import { coded } from './restoring';

const suite = hasMariadb || process.env.CI ? describe : describe.skip;

suite(
  hasMariadb ? 'MariaDB' : 'MariaDB (skipped: apt-get install mariadb-server-core mariadb-client)',
  () => {
    let server: MariadbServer;
    beforeAll(async () => {
      server = await startMariadb();
    });
    afterAll(() => server.stop());

    const source = { kind: 'mariadb', service: 'db', user: 'root', database: 'shop' } as const;
    const STAGED = 'copies/mariadb/db/shop.sql';

    describe.each(['dash', 'busybox'] as const)('a dump (%s)', (shell) => {
      let host: SourceHost;
      beforeEach(() => {
        host = sourceHost(shell);
        host.program('docker', server.docker());
        host.site.host.exec = host.site.read;
        server.sql('DROP DATABASE IF EXISTS shop; CREATE DATABASE shop CHARACTER SET utf8mb4');
      });
      afterEach(() => host.remove());
      const dump = () => readFileSync(join(host.copies, STAGED.slice('copies/'.length)), 'utf8');
      const rows = () =>
        parseFacts(readFileSync(join(host.copies, factsFile(STAGED)), 'utf8')).rows.map(
          (one) => `${one.table} ${one.rows}`,
        );

      it('counts the rows of each table in itself, whatever is in them', async () => {
        server.sql(
          `SET sql_mode = '';
         CREATE TABLE \`it's \`\`odd\` (s TEXT, b BLOB, at DATETIME, twice INT GENERATED ALWAYS AS (LENGTH(s) * 2) STORED);
         INSERT INTO \`it's \`\`odd\` (s, b, at) VALUES ('a),(b', x'00ff27', '0000-00-00'), ('😀''\\\\', NULL, NULL),
           ('INSERT INTO x VALUES (1),(2);', x'', NULL), ('\\n-- roost: code\\n', x'0a', NULL), ('-- Dump completed', NULL, NULL);
         CREATE TABLE empty (n INT); CREATE SEQUENCE numbers;
         CREATE TABLE past (n INT) WITH SYSTEM VERSIONING; INSERT INTO past VALUES (1); UPDATE past SET n = 2`,
          'shop',
        );
        expect(await host.copy(source)).toBe(`${Buffer.byteLength(dump())} bytes`);
        expect(rows()).toEqual(['empty 0', "it's `odd 5", 'past 1']);
      });

      it('names the tables that are in no engine with transactions', async () => {
        server.sql(
          'CREATE TABLE a (n INT) ENGINE = MyISAM; CREATE TABLE b (n INT) ENGINE = Aria; CREATE TABLE c (n INT)',
          'shop',
        );
        expect(await host.copy(source)).toMatch(/^\d+ bytes; shop: a, b are in no engine with transactions/);
      });

      it('is of one moment, though rows are written meanwhile', async () => {
        server.sql('CREATE TABLE a (n INT); CREATE TABLE z (n INT)', 'shop');
        const both = 'BEGIN; INSERT INTO a VALUES (1); INSERT INTO z VALUES (1); COMMIT;\n';
        const written = server.meanwhile(both.repeat(20_000), 'shop');
        while (server.sql('SELECT COUNT(*) FROM z', 'shop') === '0');
        await host.copy(source);
        await written.stop();
        const [a, z] = rows();
        expect(z!.slice(2)).toBe(a!.slice(2));
        expect(Number(server.sql('SELECT COUNT(*) FROM z', 'shop'))).toBeGreaterThan(Number(z!.slice(2)));
      });

      it('has what is code behind the tables, and events last', async () => {
        server.sql(
          `CREATE TABLE t (n INT); CREATE VIEW a AS SELECT n FROM t; CREATE PROCEDURE p() SELECT 1;
         CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.n = NEW.n + 1;
         CREATE EVENT e ON SCHEDULE EVERY 1 HOUR DO DELETE FROM t`,
          'shop',
        );
        await host.copy(source);
        const parts = dump().split(/^-- roost: .*$/m);
        const names = ['TABLE `t`', 'VIEW `a`', 'PROCEDURE `p`', 'TRIGGER tr', 'EVENT `e`'];
        expect(
          parts.map((part) => names.filter((name) => new RegExp(`CREATE[^]*${name}`, 'i').test(part))),
        ).toEqual([['TABLE `t`'], ['VIEW `a`', 'PROCEDURE `p`', 'TRIGGER tr'], ['EVENT `e`'], []]);
      });

      it('fails by name for a view of what is not there any more', async () => {
        server.sql('CREATE TABLE t (n INT); CREATE VIEW of_t AS SELECT n FROM t; DROP TABLE t', 'shop');
        await expect(host.copy(source)).rejects.toEqual(coded('CopyFailed', 'of_t'));
      });

      it('fails where its end is missing, though the program ended well', async () => {
        server.sql('CREATE TABLE t (n INT); INSERT INTO t VALUES (1)', 'shop');
        host.program('docker-whole', server.docker());
        host.program(
          'docker',
          `case "$*" in *' --quick '*) docker-whole "$@" | sed '/^-- Dump completed/d' ;; *) exec docker-whole "$@" ;; esac`,
        );
        await expect(host.copy(source)).rejects.toEqual(coded('CopyDamaged', 'cannot be read back'));
      });

      it('says what is wrong with a database that is not there', async () => {
        server.sql('DROP DATABASE shop');
        await expect(host.copy(source)).rejects.toEqual(coded('CopyFailed', "Unknown database 'shop'"));
      });
    });

    describe('its password', () => {
      let host: SourceHost;
      beforeEach(() => {
        host = sourceHost('dash');
        host.site.host.exec = host.site.read;
        host.site.host.exec = host.site.read;
        server.sql('DROP DATABASE IF EXISTS shop; CREATE DATABASE shop; CREATE TABLE shop.t (n INT)');
      });
      afterEach(() => host.remove());
      const copies = (env: Record<string, string>, more = {}) => {
        host.program('docker', server.docker(env));
        return host.copy({ ...source, ...more });
      };

      it.each(['MARIADB_ROOT_PASSWORD', 'MYSQL_ROOT_PASSWORD'])(
        'is in %s, or in the file that it names',
        async (name) => {
          expect(await copies({ [name]: PASSWORD })).toMatch(/bytes/);
          writeFileSync(join(host.app, 'secret'), `${PASSWORD}\n`);
          expect(await copies({ [`${name}_FILE`]: join(host.app, 'secret') })).toMatch(/bytes/);
        },
      );

      it('of another user is in the variable of that user', async () => {
        server.sql(
          "CREATE OR REPLACE USER clerk@localhost IDENTIFIED BY 'x y'; GRANT ALL ON *.* TO clerk@localhost",
        );
        const env = { MARIADB_ROOT_PASSWORD: 'other', MARIADB_USER: 'clerk', MARIADB_PASSWORD: 'x y' };
        expect(await copies(env, { user: 'clerk' })).toMatch(/bytes/);
      });

      it('is where the fleet file says, in a variable or a file', async () => {
        const env = { MARIADB_ROOT_PASSWORD: 'former', OWN: PASSWORD };
        expect(await copies(env, { password: { env: 'OWN' } })).toMatch(/bytes/);
        writeFileSync(join(host.app, 'secret'), PASSWORD);
        expect(await copies({}, { password: { file: join(host.app, 'secret') } })).toMatch(/bytes/);
      });

      it('that is wrong is said, with where it is written and without the password', async () => {
        const failed = await copies({ MARIADB_ROOT_PASSWORD: 'not it' }).catch((error: Error) => error);
        expect(failed).toEqual(coded('CopyFailed', "Access denied for user 'root'@'localhost'"));
        expect(failed).toEqual(coded('CopyFailed', 'data.mariadb.password'));
        expect((failed as Error).message).not.toContain('not it');
      });

      it('is in no argument', async () => {
        const log = join(host.app, 'arguments');
        host.program('docker-whole', server.docker());
        host.program('docker', `printf '%s\\n' "$@" >>"${log}"; exec docker-whole "$@"`);
        await host.copy(source);
        expect(readFileSync(log, 'utf8')).not.toContain(PASSWORD);
      });
    });
  },
);
