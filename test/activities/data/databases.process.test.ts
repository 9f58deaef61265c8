/**
 * Databases inside folders and volumes: SQLite is copied by its own
 * means, others are refused while they are used.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { factsFile, insideFolder, parseFacts, type Facts } from '../../../src/activities/data/facts';
import { describeInShells } from '../../host/shells';
import { isRoot } from '../../host/sshd';
import { nobody, runHere, sourceHost, type SourceHost } from './host';

const coded = (code: string, ...texts: string[]) =>
  expect.objectContaining({ code, message: expect.stringMatching(texts.join('[^]*')) });
const sql = (file: string, statements: string): string =>
  execFileSync('/usr/bin/sqlite3', [file], { input: statements, encoding: 'utf8' }).trim();

/** Two tables that are written in one transaction, 200 rows a second. */
async function writing(file: string): Promise<ChildProcess> {
  const script = `
import sqlite3, sys, time
c = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
c.execute("PRAGMA journal_mode=WAL"); c.execute("PRAGMA wal_autocheckpoint=20")
c.execute("CREATE TABLE a (n, t)"); c.execute("CREATE TABLE b (n, t)")
for n in range(1000000):
    c.execute("BEGIN IMMEDIATE")
    c.execute("INSERT INTO a VALUES (?, hex(randomblob(400)))", (n,))
    c.execute("INSERT INTO b VALUES (?, hex(randomblob(400)))", (n,))
    c.execute("DELETE FROM a WHERE n % 7 = 3 AND n < ?", (n - 200,)); c.execute("DELETE FROM b WHERE n % 7 = 3 AND n < ?", (n - 200,))
    c.execute("COMMIT")
    if n == 400: print("begun", flush=True)
    time.sleep(0.005 if n > 400 else 0)`;
  const writer = spawn('/usr/bin/python3', ['-c', script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(writer.stdout!, 'data');
  return writer;
}
const isWhole = (file: string): string =>
  sql(
    file,
    'PRAGMA integrity_check; SELECT (SELECT group_concat(n) FROM a) = (SELECT group_concat(n) FROM b), (SELECT count(*) FROM a) > 300;',
  );

describeInShells('databases in what is copied', (shell) => {
  let host: SourceHost;
  beforeEach(() => void (host = sourceHost(shell, ['sqlite3'])));
  afterEach(() => host.remove());

  const folder = { kind: 'folder' as const, path: 'da ta' };
  const take = () => host.copy(folder);
  const inApp = (path: string) => join(host.app, path);
  const put = (path: string, content: string | Buffer = 'x') => {
    mkdirSync(dirname(inApp(path)), { recursive: true });
    writeFileSync(inApp(path), content);
  };
  const facts = (): Facts => parseFacts(readFileSync(join(host.copies, factsFile('folders/da ta')), 'utf8'));
  const copied = (path: string) => join(host.copies, insideFolder('folders/da ta'), path);

  it('are found in a folder by their first bytes, whatever they are called', async () => {
    put('da ta/a.txt');
    for (const path of ['da ta/app.db', `da ta/sub/it's\n"one"`]) {
      put(path);
      rmSync(inApp(path));
      sql(inApp(path), 'CREATE TABLE "c ""d" (n); INSERT INTO "c ""d" VALUES (1), (2);');
    }
    chmodSync(inApp('da ta/app.db'), 0o640);
    expect(await take()).toMatch(/, 2 SQLite databases among them$/);
    const { inside } = facts();
    expect(inside.map(({ path }) => path.toString()).sort()).toEqual(['app.db', `sub/it's\n"one"`]);
    expect(inside[0]).toMatchObject({ journalMode: 'delete', rows: [{ table: 'c "d', rows: 2 }] });
    for (const { path } of inside)
      expect(sql(copied(path.toString()), 'SELECT count(*) FROM "c ""d";')).toBe('2');
    expect(statSync(copied('app.db')).mode & 0o777).toBe(0o640);
  });

  it('that a restore keeps or has not yet put in place are no data of the folder', async () => {
    for (const beside of ['.app.db.roost-kept-0123456789', 'sub/.dir.roost-new-0123456789/app.db']) {
      put(`da ta/${beside}`);
      rmSync(inApp(`da ta/${beside}`));
      sql(inApp(`da ta/${beside}`), 'CREATE TABLE c (n);');
    }
    put('da ta/sub/.dir.roost-kept-0123456789/ibdata1');
    containers('running', inApp('da ta'));
    put('da ta/app.db');
    rmSync(inApp('da ta/app.db'));
    sql(inApp('da ta/app.db'), 'CREATE TABLE c (n);');
    expect(await take()).toMatch(/, 1 SQLite database among them$/);
    expect(facts().inside.map(({ path }) => path.toString())).toEqual(['app.db']);
  });

  it('of SQLite are of one moment in a folder, each time, while 200 rows a second are written', async () => {
    put('da ta/x');
    const writer = await writing(inApp('da ta/app.db'));
    try {
      for (let n = 0; n < 20; n++) {
        await take();
        expect(isWhole(copied('app.db'))).toBe('ok\n1|1');
      }
    } finally {
      writer.kill('SIGKILL');
    }
  });

  it('of SQLite that are damaged fail nothing: they are copied as they lie, and named', async () => {
    put('da ta/upload.sqlite', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(9_000, 7)]));
    expect(await take()).toBe('1 files, 9016 bytes');
    expect(facts().damaged.map(String)).toEqual(['upload.sqlite']);
  });

  const kinds = [
    ['PostgreSQL', 'da ta/pg/global/pg_control', 'data.postgres: \\{ service: db, database: NAME \\}'],
    ['MySQL or MariaDB', 'da ta/pg/ibdata1', 'data.mariadb: '],
    ['MongoDB', 'da ta/pg/WiredTiger', 'mongodump'],
    ['Redis with an append-only file', 'da ta/pg/appendonlydir/a.aof', 'data.redis'],
  ] as const;

  const containers = (state: string, source: string) => {
    const labels = { 'com.docker.compose.service': 'db', 'com.docker.compose.project': 'src' };
    const all = [
      {
        Id: 'a',
        Name: '/db',
        State: { Status: state },
        Config: { Labels: labels },
        Mounts: [{ Type: 'bind', Source: source, Destination: '/x' }],
      },
    ];
    host.site.host.exec = async () => ({ code: 0, stdout: JSON.stringify(all), stderr: '' });
  };

  it.each(kinds)(
    'of %s are refused while a container uses them, with what to write instead',
    async (name, file, line) => {
      put(file);
      containers('running', inApp('da ta/pg'));
      await expect(take()).rejects.toThrow(coded('CopyLive', `${name} in da ta/pg, used by db: `, line));
      containers('running', inApp('da ta'));
      await expect(take()).rejects.toThrow(coded('CopyLive'));
    },
  );

  it('of a container that is stopped are copied, and so are those that another folder of the host only looks like', async () => {
    put('da ta/pg/ibdata1');
    containers('exited', inApp('da ta/pg'));
    expect(await take()).toBe('1 files, 1 bytes');
    containers('running', inApp('da ta/pg-other'));
    expect(await take()).toBe('1 files, 1 bytes');
  });

  it('of a PostgreSQL that is dumped as well fail nothing', async () => {
    put('da ta/pg/global/pg_control');
    containers('running', inApp('da ta/pg'));
    Object.assign(host.site.app.data, { postgres: { service: 'db', database: 'phone', user: 'phone' } });
    expect(await take()).toMatch(/da ta\/pg holds the files of PostgreSQL that is used/);
  });

  describe('in a volume', () => {
    const volume = { kind: 'volume' as const, name: 'media' };
    beforeEach(() => {
      mkdirSync(inApp('volume/s u b'), { recursive: true });
      host.program(
        'docker',
        `case $1:$2 in
volume:ls) echo src_media ;;
volume:inspect) case $4 in *Mountpoint*) echo "${host.app}/volume" ;; *) printf 'driver local\\nlabels {"a":"b"}\\noption o\\n' ;; esac ;;
run:*) ${runHere(`${host.app}/volume`)} ;;
esac`,
      );
    });
    const extract = (): string => {
      const to = mkdtempSync(join(tmpdir(), 'roost-extracted-'));
      execFileSync('/usr/bin/tar', ['-C', to, '-xf', join(host.copies, 'volumes/media.tar')]);
      return to;
    };
    const only = shell === 'busybox' ? it.skip : it;

    only('SQLite is of one moment, each time, while 200 rows a second are written', async () => {
      put('volume/s u b/z', 'beside it');
      const writer = await writing(inApp('volume/s u b/app.db'));
      try {
        for (let n = 0; n < 20; n++) {
          await host.copy(volume);
          const to = extract();
          expect(isWhole(join(to, 's u b/app.db'))).toBe('ok\n1|1');
          expect(readFileSync(join(to, 's u b/z'), 'utf8')).toBe('beside it');
          rmSync(to, { recursive: true });
        }
      } finally {
        writer.kill('SIGKILL');
      }
      const text = readFileSync(join(host.copies, factsFile('copies/volumes/media.tar')), 'utf8');
      expect(parseFacts(text)).toMatchObject({
        volume: { name: 'src_media', driver: 'local', labels: { a: 'b' }, options: ['o'] },
        inside: [{ journalMode: 'wal', path: Buffer.from('s u b/app.db') }],
        blind: false,
      });
    });

    only('a file that is cut short takes none of the others with it, and is named', async () => {
      for (let n = 0; n < 300; n++) put(`volume/z${n}`, `small ${n}`);
      // As `log` is read, it becomes shorter: tar here is one that sees it so.
      put('volume/a log', Buffer.alloc(3_000_000));
      const writer = spawn('sh', [
        '-c',
        'while :; do head -c 30000000 /dev/zero >"$1"; : >"$1"; done',
        'w',
        inApp('volume/a log'),
      ]);
      try {
        let named: Facts['moved'] = [];
        for (let tries = 0; tries < 30 && named.length === 0; tries++) {
          await host.copy(volume);
          named = parseFacts(
            readFileSync(join(host.copies, factsFile('copies/volumes/media.tar')), 'utf8'),
          ).moved;
        }
        expect(named).toContainEqual({ path: 'a log', what: expect.stringMatching('cut|changed') });
      } finally {
        writer.kill('SIGKILL');
      }
      const to = extract();
      for (let n = 0; n < 300; n++) expect(readFileSync(join(to, `z${n}`), 'utf8')).toBe(`small ${n}`);
      rmSync(to, { recursive: true });
    });

    it('others are refused while a container uses them', async () => {
      put('volume/s u b/ibdata1');
      containers('running', inApp('volume'));
      await expect(host.copy(volume)).rejects.toThrow(
        coded('CopyLive', 'MySQL or MariaDB in media/s u b, used by db'),
      );
      containers('exited', inApp('volume'));
      expect(await host.copy(volume)).toBe('1 files, 1 bytes');
    });
  });
});

(isRoot ? describe : describe.skip)('what the SSH user has no right to', () => {
  let host: SourceHost;
  beforeEach(() => void (host = sourceHost('dash', ['sqlite3'], nobody)));
  afterEach(() => host.remove());

  it('a WAL database of another owner, which nobody has open, is unreadable, not damaged', async () => {
    mkdirSync(join(host.app, 'backup'));
    chmodSync(join(host.app, 'backup'), 0o777);
    mkdirSync(join(host.app, 'data'));
    const file = join(host.app, 'data/app.db');
    sql(file, 'PRAGMA journal_mode=WAL; CREATE TABLE a (n);');
    chmodSync(file, 0o644);
    await expect(host.copy({ kind: 'sqlite', path: 'data/app.db' })).rejects.toThrow(
      coded('CopyUnreadable', 'needs the right to write to its folder'),
    );
  });
});
