import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describeInShells } from '../../host/shells';
import { isRoot } from '../../host/sshd';
import { nobody, sourceHost, type SourceHost } from './host';

const testAsRoot = isRoot ? test : test.skip;
const coded = (code: string) => expect.objectContaining({ code });
const python = (script: string, ...args: string[]): string =>
  execFileSync('/usr/bin/python3', ['-c', script, ...args], { encoding: 'utf8' }).trim();
const sql = (file: string, ...statements: string[]): string =>
  python(
    'import sqlite3, sys\nc = sqlite3.connect(sys.argv[1], isolation_level=None)\nr = [c.execute(s).fetchall() for s in sys.argv[2:]]\nprint(r[-1])',
    file,
    ...statements,
  );

/** A thousand rows that take several pages. */
const rows =
  'INSERT INTO calls SELECT value, hex(randomblob(200)) FROM (WITH RECURSIVE n(value) AS (SELECT 1 UNION SELECT value+1 FROM n LIMIT 1000) SELECT * FROM n)';

describeInShells('a copy of a SQLite file', (shell) => {
  describe.each(['sqlite3', 'python3'])('by %s', (program) => {
    let host: SourceHost;
    beforeEach(() => void (host = sourceHost(shell, [program])));
    afterEach(() => host.remove());

    function database(path = 'data/calls.db', mode = 'DELETE'): string {
      const file = join(host.app, path);
      mkdirSync(dirname(file), { recursive: true });
      sql(file, `PRAGMA journal_mode=${mode}`, 'CREATE TABLE calls (id INTEGER PRIMARY KEY, text)', rows);
      return file;
    }
    const copy = (path = 'data/calls.db') => host.copy({ kind: 'sqlite', path });
    const copied = (path = 'data/calls.db') => join(host.copies, 'sqlite', path);
    const count = (file: string) => sql(file, 'SELECT count(*) FROM calls');

    it.each(['data/calls.db', `data/it's "all" here/ü $(id) 100%.db`])('is whole: %s', async (path) => {
      database(path);
      expect(await copy(path)).toBe(`${statSync(copied(path)).size} bytes`);
      expect(count(copied(path))).toBe('[(1000,)]');
      // Nothing beside it that would be taken for data; nobody else may read it.
      expect(readdirSync(dirname(copied(path)))).toHaveLength(1);
      expect(statSync(copied(path)).mode & 0o777).toBe(0o600);
    });

    it.each(['DELETE', 'WAL'])('is of one moment while somebody writes (%s)', async (mode) => {
      const file = database('data/calls.db', mode);
      const writer = writing(file);
      await once(writer.stdout!, 'data');
      await copy();
      writer.kill();
      await once(writer, 'close');
      // Both tables are written in one transaction.
      expect(
        sql(
          copied(),
          'SELECT (SELECT count(*) FROM a) = (SELECT count(*) FROM b), (SELECT count(*) FROM a) > 0',
        ),
      ).toBe('[(1, 1)]');
    });

    it('ends while somebody commits all the time, also of a large file', async () => {
      const file = database();
      sql(
        file,
        'PRAGMA journal_mode=WAL',
        'CREATE TABLE large (b)',
        `INSERT INTO large VALUES (zeroblob(${48 << 20}))`,
      );
      // Committing again as soon as anybody lets it.
      const writer = spawn('/usr/bin/python3', [
        '-c',
        `import sqlite3, sys, time
c = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
c.execute('PRAGMA synchronous=OFF')
while True:
    c.execute('INSERT INTO calls (text) VALUES (1)')
    print(1, flush=True)
    time.sleep(0.002)`,
        file,
      ]);
      await once(writer.stdout, 'data');
      writer.stdout.resume();
      const over = setTimeout(() => writer.kill(), 15_000);
      await copy();
      const isWriting = writer.exitCode === null && writer.signalCode === null;
      clearTimeout(over);
      writer.kill();
      expect(isWriting).toBe(true);
    });

    it('is made anew over what a former attempt has left', async () => {
      database();
      mkdirSync(dirname(copied()), { recursive: true });
      writeFileSync(copied(), 'old');
      writeFileSync(`${copied()}.new`, 'half');
      await copy();
      expect(count(copied())).toBe('[(1000,)]');
    });

    it('fails where the file is damaged, and leaves no copy', async () => {
      const file = database();
      const opened = openSync(file, 'r+');
      writeSync(opened, Buffer.alloc(40_000, 0xff), 0, 40_000, 8_192);
      closeSync(opened);
      await expect(copy()).rejects.toEqual(coded('CopyDamaged'));
      expect(existsSync(copied())).toBe(false);
    });

    it('is busy, not damaged, where another process holds its lock', async () => {
      const file = database();
      impatient(host, program);
      const holder = holding(file);
      await once(holder.stdout!, 'data');
      try {
        await expect(copy()).rejects.toEqual(coded('CopyBusy'));
      } finally {
        holder.kill('SIGKILL');
      }
      expect(existsSync(copied())).toBe(false);
    });

    it('fails where it is no database', async () => {
      mkdirSync(join(host.app, 'data'));
      writeFileSync(join(host.app, 'data/calls.db'), 'rows, but not in SQL\n'.repeat(500));
      await expect(copy()).rejects.toEqual(coded('CopyDamaged'));
    });

    it('fails where it has 0 bytes', async () => {
      mkdirSync(join(host.app, 'data'));
      writeFileSync(join(host.app, 'data/calls.db'), '');
      await expect(copy()).rejects.toEqual(coded('CopyEmpty'));
      expect(readFileSync(join(host.app, 'data/calls.db'))).toHaveLength(0);
    });

    it('fails where there is none, and makes none', async () => {
      await expect(copy()).rejects.toThrow(
        expect.objectContaining({
          code: 'SourceMissing',
          message: expect.stringContaining('there is no file'),
        }),
      );
      expect(existsSync(join(host.app, 'data'))).toBe(false);
    });
  });

  testAsRoot('fails where the SSH user may not read it', async () => {
    const host = sourceHost(shell, ['sqlite3'], nobody);
    writeFileSync(join(host.app, 'calls.db'), 'x', { mode: 0o600 });
    await expect(host.copy({ kind: 'sqlite', path: 'calls.db' })).rejects.toEqual(coded('CopyUnreadable'));
    host.remove();
  });

  it('needs one of both programs, and says so', async () => {
    const host = sourceHost(shell);
    writeFileSync(join(host.app, 'calls.db'), 'x');
    await expect(host.copy({ kind: 'sqlite', path: 'calls.db' })).rejects.toThrow(
      expect.objectContaining({
        code: 'CopyFailed',
        message: expect.stringContaining('neither sqlite3 nor python3 is installed'),
      }),
    );
    host.remove();
  });
});

/** The program with a second in place of a minute for a lock. */
function impatient(host: SourceHost, name: string): void {
  host.program(
    name,
    name === 'sqlite3'
      ? 'n=$#; while [ $n -gt 0 ]; do case $1 in .timeout*) set -- "$@" ".timeout 1000" ;; *) set -- "$@" "$1" ;; esac; shift; n=$((n - 1)); done; exec /usr/bin/sqlite3 "$@"'
      : `sed 's/60/1/g' | exec /usr/bin/python3 "$@"`,
  );
}

function holding(file: string): ChildProcess {
  const script = `
import sqlite3, sys, time
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("BEGIN EXCLUSIVE"); print("held", flush=True); time.sleep(60)`;
  return spawn('/usr/bin/python3', ['-c', script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Writes to two tables at once, again and again; says when it has begun. */
function writing(file: string): ChildProcess {
  const script = `
import sqlite3, sys, time
c = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
c.execute("CREATE TABLE a (n)"); c.execute("CREATE TABLE b (n)")
for n in range(100000):
    c.execute("BEGIN IMMEDIATE")
    c.execute("INSERT INTO a VALUES (?)", (n,)); c.execute("INSERT INTO b VALUES (?)", (n,))
    c.execute("COMMIT")
    if n == 20: print("begun", flush=True)
    time.sleep(0.001)`;
  return spawn('/usr/bin/python3', ['-c', script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
}
