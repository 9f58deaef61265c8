/** What a script has written is read back: whole ones pass, and none that was cut short. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describeInShells } from '../../host/shells';
import { sourceHost, type SourceHost } from './host';

const coded = (code: string, text = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(text) });
const python = (script: string, ...args: string[]) =>
  execFileSync('/usr/bin/python3', ['-c', script, ...args]);

const rows = Array.from(
  { length: 3_000 },
  (_, n) => `INSERT INTO calls VALUES (${n}, '${randomBytes(8).toString('hex')}');\n`,
).join('');
const named = (name: string, end: string) =>
  `--\n-- ${name}\n--\n\n\\restrict x\n${rows}--\n-- ${end}\n--\n\n\\unrestrict x\n`;
const sql = {
  pg_dump: named('PostgreSQL database dump', 'PostgreSQL database dump complete'),
  pg_dumpall: named('PostgreSQL database cluster dump', 'PostgreSQL database cluster dump complete'),
  mysqldump: `-- MySQL dump 10.13  Distrib 8.0.36\n--\n${rows}-- Dump completed on 2026-01-01  3:00:00\n`,
  'mariadb-dump': `/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19\n--\n${rows}-- Dump completed\n`,
};

/** Makes each kind, whole, under the name that it is given. */
const make: Record<string, (file: string) => unknown> = {
  'dump.gz': (file) => writeFileSync(file, gzipSync(randomBytes(60_000))),
  'no suffix': (file) => writeFileSync(file, gzipSync(randomBytes(60_000))),
  'dump.xz': (file) =>
    python('import lzma, os, sys; lzma.open(sys.argv[1], "w").write(os.urandom(60000))', file),
  'dump.bz2': (file) =>
    python('import bz2, os, sys; bz2.open(sys.argv[1], "w").write(os.urandom(60000))', file),
  'dump.zst': (file) => execFileSync('zstd', ['-q', '-o', file], { input: randomBytes(60_000) }),
  'all [1].zip': (file) =>
    python(
      'import os, sys, zipfile; zipfile.ZipFile(sys.argv[1], "w").writestr("rows", os.urandom(60000))',
      file,
    ),
  'all.tar': (file) => writeFileSync(file, tar()),
  'all.tar.gz': (file) => writeFileSync(file, gzipSync(tar())),
  'calls 100%? #1.db': (file) =>
    python(
      'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute("CREATE TABLE t (x)"); c.execute("INSERT INTO t VALUES (zeroblob(60000))"); c.commit()',
      file,
    ),
  'wal.db': (file) =>
    python(
      'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute("PRAGMA journal_mode=WAL"); c.execute("CREATE TABLE t (x)"); c.execute("INSERT INTO t VALUES (zeroblob(60000))"); c.commit(); c.close()',
      file,
    ),
  ...Object.fromEntries(
    Object.entries(sql).map(([name, text]) => [`${name}.sql`, (file: string) => writeFileSync(file, text)]),
  ),
  'dump.sql.gz': (file) => writeFileSync(file, gzipSync(sql.pg_dump)),
  'calls.dump': (file) => writeFileSync(file, pgdmp()),
  'calls.dump.gz': (file) => writeFileSync(file, gzipSync(pgdmp())),
};

const tar = () =>
  python(`import io, os, sys, tarfile
archive, rows = tarfile.open(fileobj=sys.stdout.buffer, mode="w|"), tarfile.TarInfo("rows")
rows.size = 60000
archive.addfile(rows, io.BytesIO(os.urandom(60000)))
archive.close()`);

const kept = new Map<string, Buffer>();
/** Made once: most take a program. */
function made(name: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'roost-made-'));
  if (!kept.has(name)) {
    make[name]!(join(folder, name));
    kept.set(name, readFileSync(join(folder, name)));
  }
  rmSync(folder, { recursive: true });
  return kept.get(name)!;
}

/**
 * In the custom format: version 1.15, integers of 4 and offsets of 8
 * bytes; the stand-in below knows its end.
 */
const pgdmp = (format = 1) =>
  Buffer.concat([
    Buffer.from('PGDMP'),
    Buffer.from([1, 15, 0, 4, 8, format]),
    randomBytes(60_000),
    Buffer.from('WHOLE'),
  ]);
/** Reads as pg_restore does: the end must be there. */
const pgRestore = `[ "$*" = '--file /dev/null' ] || exit 9; [ "$(tail -c 5)" = WHOLE ] || { echo 'could not read from input file: end of file' >&2; exit 1; }`;

describeInShells('what a script writes is read back', (shell) => {
  let host: SourceHost;
  afterEach(() => host.remove());
  const open = (programs: string[]) => void (host = sourceHost(shell, programs));

  /** The script writes what is given. */
  function written(name: string, content: string | Buffer | ((file: string) => unknown)): Promise<string> {
    mkdirSync(join(host.app, 'made'));
    const file = join(host.app, 'made', name);
    if (typeof content === 'function') content(file);
    else writeFileSync(file, content);
    return host.run('cp ../made/* ../backup/');
  }

  describe('with what is at hand', () => {
    beforeEach(() => {
      open(['bzip2', 'sqlite3', 'unzip', 'xz', 'zstd']);
      host.program('pg_restore', pgRestore);
    });

    it.each(Object.keys(make))('whole: %s', async (name) => {
      expect(await written(name, made(name))).toBe('1 files written');
    });

    it.each(Object.keys(make))('cut short: %s', async (name) => {
      await expect(written(name, made(name).subarray(0, 20_480))).rejects.toThrow(
        coded('CopyDamaged', `/backup/${name}: the copy cannot be read back`),
      );
    });

    it.each(Object.entries(sql))('a dump that ended early, well packed: %s', async (name, text) => {
      const packed = gzipSync(text.slice(0, -200));
      await expect(written(`${name}.sql.gz`, packed)).rejects.toThrow(
        coded('CopyDamaged', 'does not say at its end that the dump is complete'),
      );
    });

    it('an archive or a dump in the custom format that ended early, well packed', async () => {
      await expect(written('all.tgz', gzipSync(tar().subarray(0, 20_480)))).rejects.toThrow(
        coded('CopyDamaged'),
      );
      writeFileSync(join(host.app, 'half'), gzipSync(pgdmp().subarray(0, 20_480)));
      await expect(host.run('cp ../half ../backup/half.dump.gz')).rejects.toThrow(
        coded('CopyDamaged', 'could not read from input file'),
      );
    });

    it('several dumps in one, in whichever order', async () => {
      expect(await written('1.sql', sql.pg_dumpall + sql.pg_dump)).toBe('1 files written');
      expect(await host.run('{ tail -n 3000 ../made/1.sql; cat ../made/1.sql; } >../backup/2.sql')).toBe(
        '1 files written',
      );
    });

    it('not a dump of all databases that ended behind the first', async () => {
      const all = sql.pg_dumpall.replace(/--\n-- PostgreSQL database cluster dump complete[^]*/, sql.pg_dump);
      await expect(written('all.sql', all)).rejects.toThrow(coded('CopyDamaged'));
    });

    it('text that begins as a comment does is no dump; nor is what is named after an archive', async () => {
      expect(await written('notes.sql', '-- the rows\nSELECT 1;\n')).toBe('1 files written');
      expect(await host.run('echo 0815 >../backup/all.tar.gz.sha256')).toBe('1 files written');
    });

    it('not what it wrote before: that was read then', async () => {
      mkdirSync(join(host.app, 'backup'));
      const old = join(host.app, 'backup', 'old.gz');
      writeFileSync(old, '\x1f\x8bnot really');
      utimesSync(old, new Date(2020, 1), new Date(2020, 1));
      expect(await host.run('echo rows >../backup/new')).toBe('1 files written');
    });

    it('a SQLite file in place: nothing comes beside it meanwhile, and one with a journal is left alone', async () => {
      writeFileSync(join(host.app, 'wal.db'), made('wal.db'));
      expect(await host.run('cp ../wal.db ../backup/; touch -t 202001010000 ../backup')).toBe(
        '1 files written',
      );
      expect(statSync(join(host.app, 'backup')).mtime.getFullYear()).toBe(2020);
      expect(await host.run('cp ../wal.db ../backup/live.db; echo x >../backup/live.db-wal')).toBe(
        '2 files written; not read back: a SQLite file with a journal',
      );
    });
  });

  it('by python3 where there is no sqlite3', async () => {
    open(['python3']);
    expect(await written('calls.db', made('calls 100%? #1.db'))).toBe('1 files written');
    await expect(host.run('head -c 20480 ../made/calls.db >../backup/half.db')).rejects.toThrow(
      coded('CopyDamaged'),
    );
  });

  it('a file whose name has several lines is kept, and the note names it as not read back', async () => {
    open([]);
    const file = 'printf rows >"../backup/a\nb 9 9"';
    expect(await host.run(`${file}; printf 12345 >../backup/one`)).toBe(
      '2 files written; not read back: a name of several lines',
    );
    expect(readFileSync(join(host.app, '.roost/wrote'), 'utf8')).toBe('9\n');
  });

  it('what nothing at hand can read is no failure, and is said once', async () => {
    open([]);
    const kinds = ['dump.zst', 'calls.dump', 'calls 100%? #1.db'];
    const note = await written('1', (file) => {
      for (const name of kinds) for (const n of [1, 2]) writeFileSync(`${file} ${n} ${name}`, made(name));
    });
    expect(note.split('; ').sort()).toEqual([
      '6 files written',
      'not read back: no pg_restore',
      'not read back: no sqlite3 or python3',
      'not read back: no zstd',
    ]);
  });

  describe('a dump in the custom format', () => {
    /** `db` is the database's container; each has the pg_restore that is given, or none. */
    function containers(has: Record<string, string>): void {
      open([]);
      Object.assign(host.site.app.data, { postgres: { service: 'db', database: 'phone', user: 'phone' } });
      const restores = Object.entries(has).map(([id, body]) => `${id}) ${body} ;;`);
      host.program(
        'docker',
        `case $1 in
ps) case $* in *project=src*service=db*) echo db ;; *project=src*) printf '%s\\n' db web cache ;; *) exit 9 ;; esac ;;
exec) [ "$2" = -i ] || exit 9; echo "$3" >>"${host.app}/asked"; id=$3; shift 4
  case $id in ${restores.join('\n')} *) echo 'OCI runtime exec failed: "pg_restore": executable file not found in $PATH' >&2; exit 127 ;; esac ;;
esac`,
      );
    }
    const asked = () => readFileSync(join(host.app, 'asked'), 'utf8').trim().split('\n');
    const old = `echo 'pg_restore: error: unsupported version (1.15) in file header' >&2; exit 1`;

    it("is read by the database's container, each once", async () => {
      containers({ db: pgRestore, web: pgRestore });
      expect(await written('1', (file) => [1, 2].forEach((n) => writeFileSync(`${file}${n}`, pgdmp())))).toBe(
        '2 files written',
      );
      expect(asked()).toEqual(['db', 'db']);
    });

    it.each([
      ['has none', {}],
      ['has one that is too old', { db: old }],
      ['has just gone', { db: `echo 'Error response from daemon: container db is not running' >&2; exit 1` }],
    ])("else by another of the app's: the database's %s", async (_, db) => {
      containers({ ...db, cache: pgRestore });
      expect(await written('whole', pgdmp())).toBe('1 files written');
      await expect(host.run('head -c 9000 ../made/whole >../backup/half')).rejects.toThrow(
        coded('CopyDamaged', 'could not read from input file'),
      );
      expect(asked()).toContain('cache');
    });

    it('else on the host', async () => {
      containers({ web: old });
      host.program('pg_restore', pgRestore);
      expect(await written('whole', pgdmp())).toBe('1 files written');
      await expect(host.run('head -c 9000 ../made/whole >../backup/half')).rejects.toThrow(
        coded('CopyDamaged'),
      );
    });

    it('is not read where no pg_restore knows it', async () => {
      containers({ web: old });
      host.program(
        'pg_restore',
        `echo 'Error: You must install at least one postgresql-client-<version> package' >&2; exit 1`,
      );
      expect(await written('whole', pgdmp())).toBe('1 files written; not read back: no pg_restore');
      expect(await host.run('cat ../made/whole >../backup/again')).toContain('no pg_restore');
    });

    it('is not read where it is the list of one that is a folder', async () => {
      containers({ db: pgRestore });
      expect(await written('toc.dat', pgdmp(5))).toBe(
        '1 files written; not read back: a dump of several files',
      );
    });
  });
});
