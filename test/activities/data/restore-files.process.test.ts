/** SQLite files and the configuration come back, by real programs. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RestoreItem } from '../../../src/protocol/steps/restore';
import { sourceHost, type SourceHost } from './host';
import { coded, load, send, swap } from './restoring';

describe('a SQLite file', () => {
  let host: SourceHost;
  let live: string;
  let from: string;
  const item: RestoreItem = {
    kind: 'sqlite',
    path: 'data/a.db',
    from: 'copies/sqlite/data/a.db',
    files: 1,
    bytes: 0,
  };
  const sql = (file: string, text: string): string =>
    execFileSync('/usr/bin/sqlite3', [file], { input: text, encoding: 'utf8' }).trim();
  beforeEach(() => {
    host = sourceHost('dash', ['sqlite3']);
    live = join(host.app, 'data/a.db');
    from = join(host.app, 'old.db');
    mkdirSync(dirname(live));
    sql(from, 'create table t (x); insert into t values (1);');
    sql(live, 'create table t (x); insert into t values (2);');
  });
  afterEach(() => host.remove());

  it('takes its place without the journal of the live one, which goes with it and comes back', async () => {
    // A killed app leaves its write-ahead log behind.
    sql(live, 'pragma journal_mode=wal;');
    const held = join(host.app, 'held.db');
    copyFileSync(live, held);
    execFileSync('/usr/bin/python3', [
      '-c',
      'import sqlite3, os, sys; db = sqlite3.connect(sys.argv[1]); db.execute("insert into t values (3)"); db.commit(); os._exit(0)',
      live,
    ]);
    expect(existsSync(`${live}-wal`)).toBe(true);
    send(host, item, from);
    expect(await load(host, item)).toMatch(/bytes, checked$/);
    for (let i = 0; i < 2; i++) await swap(host, item, 'in');
    expect(existsSync(`${live}-wal`)).toBe(false);
    expect(sql(live, 'select x from t; pragma journal_mode;')).toBe('1\nwal');
    for (let i = 0; i < 2; i++) await swap(host, item, 'back');
    expect(sql(live, 'select x from t order by 1')).toBe('2\n3');
  });

  it('is refused where it is damaged', async () => {
    const text = readFileSync(from);
    text.fill(0xff, 4_096);
    writeFileSync(from, text);
    send(host, item, from);
    await expect(load(host, item)).rejects.toEqual(coded('CopyDamaged'));
  });
});

describe('the configuration', () => {
  it('comes back file by file; what the snapshot has not stays', async () => {
    const host = sourceHost('dash');
    const item: RestoreItem = {
      kind: 'config',
      names: ['src/compose.yml', 'src/other.yml'],
      from: 'copies/config',
      files: 1,
      bytes: 4,
    };
    const file = (name: string): string => readFileSync(join(host.app, 'src', name), 'utf8');
    for (const name of ['compose.yml', 'other.yml']) writeFileSync(join(host.app, 'src', name), 'new');
    mkdirSync(join(host.app, 'snapshot/src'), { recursive: true });
    writeFileSync(join(host.app, 'snapshot/src/compose.yml'), 'old');
    send(host, item, join(host.app, 'snapshot'));
    expect(await load(host, item)).toBe('1 files');
    await swap(host, item, 'in');
    expect([file('compose.yml'), file('other.yml')]).toEqual(['old', 'new']);
    await swap(host, item, 'back');
    expect([file('compose.yml'), file('other.yml')]).toEqual(['new', 'new']);
    host.remove();
  });
});
