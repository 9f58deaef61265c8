/** The control host's databases are copied while Temporal and the worker write to them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { copyDatabase } from '../../../../src/activities/backup/night/copy-database';

const MB = 1_000_000;
/** Commits every 100 ms, as Temporal does with heartbeats; prints a line for each. */
const WRITER = `
const { DatabaseSync } = require(process.argv[1]);
const database = new DatabaseSync(process.argv[2], { timeout: 30_000 });
let n = 0;
setInterval(() => {
  database.exec('BEGIN IMMEDIATE; INSERT INTO a VALUES (' + ++n + '); INSERT INTO b VALUES (' + n + '); COMMIT');
  console.log(n);
}, 100);`;

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'roost-copy-'))));
afterEach(() => rmSync(root, { recursive: true }));

it.each(['WAL', 'DELETE'])(
  'a database with a commit every 100 ms is copied as of one moment (%s)',
  async (mode) => {
    const [from, to] = [join(root, 'temporal.db'), join(root, 'copy.db')];
    const source = new DatabaseSync(from);
    source.exec(
      `PRAGMA journal_mode=${mode}; CREATE TABLE a (n); CREATE TABLE b (n); CREATE TABLE history (event)`,
    );
    source.exec(
      `INSERT INTO history SELECT zeroblob(${MB}) FROM
      (WITH RECURSIVE n(value) AS (SELECT 1 UNION SELECT value + 1 FROM n LIMIT 200) SELECT * FROM n)`,
    );
    source.close();
    const writer = spawn(process.execPath, ['-e', WRITER, require.resolve('@photostructure/sqlite'), from], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(writer, 'close');
    let commits = 0;
    writer.stdout.on('data', () => (commits += 1));
    await once(writer.stdout, 'data');

    await copyDatabase(from, to);
    const before = commits;
    await once(writer.stdout, 'data');
    writer.kill();
    await ended;

    // The writer is neither stopped nor ended by the copy.
    expect(commits).toBeGreaterThan(before);
    const copy = new DatabaseSync(to, { readOnly: true });
    expect(copy.prepare('SELECT count(*) AS events FROM history').get()).toEqual({ events: 200 });
    const { a, b } = copy.prepare('SELECT (SELECT count(*) FROM a) a, (SELECT count(*) FROM b) b').get() as {
      a: number;
      b: number;
    };
    copy.close();
    expect(a).toBe(b);
    expect(a).toBeGreaterThan(0);
  },
  30_000,
);

it('a database that is no database is refused', async () => {
  writeFileSync(join(root, 'audit.db'), 'no database\n'.repeat(500));
  await expect(copyDatabase(join(root, 'audit.db'), join(root, 'copy.db'))).rejects.toThrow();
});
