import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { openAudit, readAudit, type Audit } from '../../src/audit';
import { migrations } from '../../src/audit/schema';
import { entryOf } from './sample';

let folder: string;
let file: string;
let audit: Audit;
let logged: [object, string][];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roost-audit-'));
  file = join(folder, 'state', 'audit.db');
  logged = [];
  audit = openAudit(file, {
    info: (fields: object, text: string) => void logged.push([fields, text]),
  } as never);
});
afterEach(() => {
  audit.close();
  rmSync(folder, { recursive: true });
});

it('keeps what it is told, a run once', () => {
  const entry = entryOf({ details: { reason: 'because "x"', step: 'Build' } });
  expect(audit.record(entry)).toBe(true);
  expect(audit.record({ ...entry, result: 'failed' })).toBe(false);
  expect(audit.list({})).toEqual([{ id: 1, ...entry }]);
  expect(audit.hasRun('run-1')).toBe(true);
  expect(audit.hasRun('run-2')).toBe(false);
});

it('keeps the same delivery as often as it came', () => {
  for (let i = 0; i < 2; i++)
    expect(audit.record(entryOf({ kind: 'delivery', runId: null, workflowId: 'inbox-phone' }))).toBe(true);
  expect(audit.list({})).toHaveLength(2);
});

it('keeps both moments of an alert, each once', () => {
  const moment = (result: string) =>
    entryOf({ kind: 'alert', what: 'stale', result, runId: `stale-phone-1-${result}`, workflowId: null });
  expect(['began', 'began', 'over'].map((result) => audit.record(moment(result)))).toEqual([
    true,
    false,
    true,
  ]);
  expect(audit.hasRun('stale-phone-1-began')).toBe(false);
});

it('goes on with the file of version 1, and every line of it', () => {
  audit.close();
  mkdirSync(join(folder, 'state'));
  const raw = new DatabaseSync(file);
  raw.exec(`${migrations[0]!}; PRAGMA user_version = 1`);
  const insert = raw.prepare(
    "INSERT INTO audit (kind, at, who, what, app, result, runId, details) VALUES ('run', ?, 'anna', 'deploy', 'phone', 'succeeded', ?, '{}')",
  );
  for (const run of ['a', 'b']) insert.run('2026-11-21T01:00:00.000Z', run);
  raw.close();
  expect(
    readAudit(file)
      .list({})
      .map(({ id, runId }) => [id, runId]),
  ).toEqual([
    [1, 'a'],
    [2, 'b'],
  ]);
  expect(audit.record(entryOf({ runId: 'b' }))).toBe(false);
  expect(audit.record(entryOf({ kind: 'alert', runId: 'x' }))).toBe(true);
  // A line that was refused may have taken a number.
  expect(audit.list({}).map(({ kind, who, runId }) => [kind, who, runId])).toEqual([
    ['run', 'anna', 'a'],
    ['run', 'anna', 'b'],
    ['alert', 'anna@toucan', 'x'],
  ]);
  expect(audit.after(2, 10)).toHaveLength(1);
  const again = new DatabaseSync(file);
  expect(() => again.exec('DELETE FROM audit')).toThrow('append-only');
  again.close();
});

it('logs each line once, with the run under the name that all lines use', () => {
  audit.record(entryOf());
  audit.record(entryOf());
  expect(logged).toHaveLength(1);
  const [fields, text] = logged[0]!;
  expect(text).toBe('run: deploy phone: succeeded');
  expect(fields).toMatchObject({
    audit: 'run',
    run: 'deploy-phone-1',
    app: 'phone',
    host: 'hornbill',
    who: 'anna@toucan',
    result: 'succeeded',
  });
  expect(fields).not.toHaveProperty('code');
});

it('lists by time and app, the newest so many, oldest first', () => {
  const at = (hour: number) => `2026-11-21T0${hour}:00:00.000Z`;
  [3, 1, 2].forEach((hour) =>
    audit.record(entryOf({ at: at(hour), runId: `run-${hour}`, app: hour === 1 ? 'docs' : 'phone' })),
  );
  const runs = (filter: object) => audit.list(filter).map(({ runId }) => runId);
  expect(runs({})).toEqual(['run-1', 'run-2', 'run-3']);
  expect(runs({ since: at(2) })).toEqual(['run-2', 'run-3']);
  expect(runs({ app: 'phone', limit: 1 })).toEqual(['run-3']);
  expect(runs({ app: 'docs', since: at(2) })).toEqual([]);
  expect(audit.after(1, 1).map(({ runId }) => runId)).toEqual(['run-1']);
});

it('finds the run before, of the same app and kind', () => {
  audit.record(entryOf({ at: '2026-11-21T01:00:00.000Z', runId: 'a', result: 'failed' }));
  audit.record(entryOf({ at: '2026-11-21T02:00:00.000Z', runId: 'b', what: 'backup' }));
  audit.record(entryOf({ at: '2026-11-21T03:00:00.000Z', runId: 'c', app: 'docs' }));
  const phone = { app: 'phone', host: null };
  expect(audit.formerRun(phone, ['deploy', 'rollback'], '2026-11-21T04:00:00.000Z')?.runId).toBe('a');
  expect(audit.formerRun(phone, ['deploy'], '2026-11-21T01:00:00.000Z')).toBeNull();
});

it('finds the run before of the same host or of the fleet, where it was of no app', () => {
  const before = (hour: number, runId: string, app: string | null, host: string | null) =>
    audit.record(entryOf({ at: `2026-11-21T0${hour}:00:00.000Z`, runId, app, host }));
  before(1, 'shuttle', null, 'shuttle');
  before(2, 'hornbill', null, 'hornbill');
  before(3, 'fleet', null, null);
  before(4, 'app', 'phone', 'shuttle');
  const former = (app: string | null, host: string | null) =>
    audit.formerRun({ app, host }, ['deploy'], '2026-11-21T09:00:00.000Z')?.runId;
  expect(former(null, 'shuttle')).toBe('shuttle');
  expect(former(null, null)).toBe('fleet');
  // An app's runs are one row, wherever it was at the time.
  expect(former('phone', 'hornbill')).toBe('app');
});

it('only grows', () => {
  audit.record(entryOf());
  const raw = new DatabaseSync(file);
  expect(() => raw.exec("UPDATE audit SET who = 'nobody'")).toThrow('append-only');
  expect(() => raw.exec('DELETE FROM audit')).toThrow('append-only');
  raw.close();
  expect(audit.list({})[0]!.who).toBe('anna@toucan');
});

it('is for its owner only', () => {
  audit.record(entryOf());
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(`${file}-wal`).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'state')).mode & 0o777).toBe(0o700);
});

it('is read where nothing was ever written, and while others write', () => {
  const reader = readAudit(file);
  expect(reader.list({})).toEqual([]);
  audit.record(entryOf());
  expect(reader.list({})).toHaveLength(1);
  reader.close();
});

it('takes a file that nobody has got further than to make for an empty one', () => {
  const empty = join(folder, 'empty.db');
  writeFileSync(empty, '');
  const reader = readAudit(empty);
  expect(reader.list({})).toEqual([]);
  reader.close();
  const writer = openAudit(empty, { info: () => {} });
  writer.record(entryOf());
  writer.close();
  const again = readAudit(empty);
  expect(again.list({})).toHaveLength(1);
  again.close();
});

const itAsRoot = process.getuid?.() === 0 ? it : it.skip;

itAsRoot('says that the disk is full, and goes on when it is not', () => {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', disk]);
  try {
    const full = join(disk, 'full');
    writeFileSync(full, Buffer.alloc(88_000));
    const record = () => {
      const writer = openAudit(join(disk, 'audit.db'), { info: () => {} });
      try {
        writer.record(entryOf());
      } finally {
        writer.close();
      }
    };
    expect(record).toThrow(/cannot be used: database or disk is full/);
    rmSync(full);
    expect(record).not.toThrow();
  } finally {
    execFileSync('umount', ['-l', disk]);
  }
});

it('says what is wrong with a file that it cannot use, and leaves it alone', () => {
  const broken = join(folder, 'broken.db');
  writeFileSync(broken, 'no database at all, but a text that is longer than a header'.repeat(20));
  expect(() => readAudit(broken).list({})).toThrow(expect.objectContaining({ code: 'AuditUnusable' }));
  expect(() => openAudit(broken, { info: () => {} }).record(entryOf())).toThrow(
    expect.objectContaining({ code: 'AuditUnusable' }),
  );
  audit.record(entryOf());
  const raw = new DatabaseSync(file);
  raw.exec('PRAGMA user_version = 99');
  raw.close();
  expect(() => openAudit(file, { info: () => {} }).record(entryOf())).toThrow('version 99');
});

it('loses no acknowledged line when its writers are killed', async () => {
  const writers = ['one', 'two', 'three'];
  const said = await Promise.all(writers.map((who) => writeUntilKilled(who)));
  const lines = audit.list({});
  for (const [i, who] of writers.entries()) {
    expect(said[i]).toBeGreaterThan(0);
    const written = lines.filter((line) => line.who === who).map(({ details }) => details.n);
    // The last one may be in without its word having got out.
    expect(written).toEqual(Array.from({ length: written.length }, (_, n) => n + 1));
    expect(written.length).toBeGreaterThanOrEqual(said[i]!);
  }
  const raw = new DatabaseSync(file);
  expect(raw.prepare('PRAGMA integrity_check').get()).toMatchObject({ integrity_check: 'ok' });
  raw.close();
  expect(audit.record(entryOf())).toBe(true);
});

/** The number of lines of which it said that they are in. */
function writeUntilKilled(who: string): Promise<number> {
  const child = spawn(
    process.execPath,
    ['--import', require.resolve('tsx'), join(__dirname, 'writer.ts'), file, who],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (said === '') setTimeout(() => child.kill('SIGKILL'), 700);
    said += chunk.toString();
  });
  return new Promise((resolve) => child.on('close', () => resolve(said.split('\n').length - 1)));
}
