/** Files of each kind come back: beside what is live, into its place, and back again, by real programs. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { dropOldRestores } from '../../../src/activities/data/kept';
import { dropLoadedItem, isFormer, isKept, sentTo } from '../../../src/activities/data/restore';
import { fetchedIn } from '../../../src/activities/restore/steps/fetched';
import { swapBack, swapData } from '../../../src/activities/restore/steps/items';
import { sendData } from '../../../src/activities/restore/steps/send';
import type { RestoreItem } from '../../../src/protocol/steps/restore';
import { describeInShells } from '../../host/shells';
import { nobody, sourceHost, type SourceHost } from './host';
import { coded, load, OPERATION, send, swap } from './restoring';

const isRoot = process.getuid?.() === 0;

describeInShells('a folder', (shell) => {
  let host: SourceHost;
  let live: string;
  let from: string;
  const item: RestoreItem = {
    kind: 'folder',
    path: "data/it's",
    from: "folders/data/it's",
    files: 2,
    bytes: 6,
  };
  beforeEach(() => {
    host = sourceHost(shell);
    live = join(host.app, item.path as string);
    from = join(host.app, 'snapshot');
    mkdirSync(join(from, 'deep'), { recursive: true });
    writeFileSync(join(from, 'one'), 'old');
    writeFileSync(join(from, 'deep/two'), 'old');
    mkdirSync(live, { recursive: true });
    writeFileSync(join(live, 'one'), 'new');
  });
  afterEach(() => host.remove());

  it('takes the place of the live one and gives it back, each step as often as it is done', async () => {
    send(host, item, from);
    expect(await load(host, item)).toBe('2 files, 6 bytes');
    expect(await isFormer(host.site, item, OPERATION)).toBe(true);
    for (let i = 0; i < 2; i++) await swap(host, item, 'in');
    expect(await isFormer(host.site, item, OPERATION)).toBe(false);
    expect(readFileSync(join(live, 'deep/two'), 'utf8')).toBe('old');
    for (let i = 0; i < 2; i++) await swap(host, item, 'back');
    expect(readdirSync(live)).toEqual(['one']);
    expect(readFileSync(join(live, 'one'), 'utf8')).toBe('new');
    await dropLoadedItem(host.site, item, OPERATION);
    expect(readdirSync(join(host.app, 'data'))).toEqual(["it's"]);
  });

  describe('of a run that an operator ended in the middle', () => {
    const record = (more: object = {}): void => {
      const file = join(host.site.paths.restores, OPERATION, 'restore.json');
      mkdirSync(dirname(file), { recursive: true });
      const about = { operation: OPERATION, at: '2026-01-01', into: 'live', sources: [item], begun: true };
      writeFileSync(file, JSON.stringify({ ...about, keptUntil: '2026-01-08', ...more }));
    };
    const sweep = () => {
      const context = { ...host.site.context, operation: 'ffffffffff' };
      return dropOldRestores({ ...host.site, context, host: { ...host.site.host, exec: host.site.read } });
    };
    const there = (): string[] => readdirSync(join(host.app, 'data'));

    it('goes by its record, before the swap: what is live stays', async () => {
      send(host, item, from);
      await load(host, item);
      expect(there()).toHaveLength(2);
      record();
      expect(await sweep()).toEqual({ dropped: 1, warnings: [] });
      expect(there()).toEqual(["it's"]);
      expect(readFileSync(join(live, 'one'), 'utf8')).toBe('new');
      expect(existsSync(join(host.site.paths.restores, OPERATION))).toBe(false);
    });

    it('goes by its record, after the swap: what is restored stays', async () => {
      send(host, item, from);
      await swap(host, item, 'in');
      record();
      expect(await sweep()).toEqual({ dropped: 1, warnings: [] });
      expect(there()).toEqual(["it's"]);
      expect(readFileSync(join(live, 'one'), 'utf8')).toBe('old');
    });
  });

  it('comes back where there is none, and goes away again', async () => {
    rmSync(live, { recursive: true });
    send(host, item, from);
    await swap(host, item, 'in');
    expect(readFileSync(join(live, 'one'), 'utf8')).toBe('old');
    await swap(host, item, 'back');
    expect(existsSync(live)).toBe(false);
    await swap(host, item, 'in');
    expect(readFileSync(join(live, 'one'), 'utf8')).toBe('old');
  });

  it('is not sent again once it was swapped, so that its way back stays free', async () => {
    send(host, item, from);
    await swap(host, item, 'in');
    const fetched = join(fetchedIn(host.site, OPERATION), item.from);
    mkdirSync(fetched, { recursive: true });
    await expect(sendData(host.site, { items: [item], into: 'live' })).rejects.toEqual(
      coded('LoadFailed', 'was swapped already'),
    );
    await swap(host, item, 'back');
    expect(readFileSync(join(live, 'one'), 'utf8')).toBe('new');
  });

  it('is not given back to a restore whose former data somebody has removed', async () => {
    const guard = { ...host.site.guard, current: async () => null };
    const record = { ...host.site, guard, context: { ...host.site.context, operation: 'ffffffffff' } };
    const back = () => swapBack(record, { item, of: OPERATION, except: [] });
    const forth = () => swapData(record, { item, of: OPERATION, except: [] });
    send(host, item, from);
    await swap(host, item, 'in');
    const look = { ...host.site, host: { ...host.site.host, exec: host.site.read } };
    expect(await isKept(look, item, OPERATION)).toBe(true);
    expect([await back(), await back()]).toEqual(['as before', 'as before']);
    expect(readFileSync(join(live, 'one'), 'utf8')).toBe('new');
    await forth();
    rmSync(join(host.app, `data/.it's.roost-kept-${OPERATION}`), { recursive: true });
    expect(await isKept(look, item, OPERATION)).toBe(false);
    await expect(back()).rejects.toEqual(coded('SwapFailed', 'is not kept any more'));
    // Its own undo leaves the restored ones live.
    expect(await forth()).toEqual({ note: 'as it was', warnings: [] });
    expect(readFileSync(join(live, 'one'), 'utf8')).toBe('old');
  });

  it('is gone on with where a swap was cut off between its renames', async () => {
    send(host, item, from);
    execFileSync('mv', [live, join(host.app, `data/.it's.roost-kept-${OPERATION}`)]);
    // As Docker makes it for a container that mounts it.
    mkdirSync(live);
    await swap(host, item, 'in');
    expect(readFileSync(join(live, 'one'), 'utf8')).toBe('old');
    await swap(host, item, 'back');
    expect(readFileSync(join(live, 'one'), 'utf8')).toBe('new');
  });

  it('has all that the snapshot counts, where that counts links as files too', async () => {
    symlinkSync('one', join(from, 'link'));
    send(host, item, from);
    expect(await load(host, item)).toBe('2 files, 6 bytes');
    expect(await load(host, { ...item, files: 3, bytes: 9 })).toBe('3 files, 9 bytes');
  });

  it('is refused where not all of it has arrived', async () => {
    send(host, item, from);
    rmSync(join(sentTo(host.site, item, OPERATION, 'live'), 'deep/two'));
    await expect(load(host, item)).rejects.toEqual(coded('CopyDamaged', 'the snapshot has 2 6'));
  });
});

describeInShells('what lies below a folder that a container writes', (shell) => {
  let host: SourceHost;
  const kept = (): string => join(host.app, '.roost/restores', OPERATION, 'kept/data/in/1.txt');
  const item: RestoreItem = {
    kind: 'folder',
    path: 'data/in/1.txt',
    from: 'folders/data/in/1.txt',
    files: 1,
    bytes: 3,
    place: { own: true },
  };
  beforeEach(() => {
    host = sourceHost(shell);
    mkdirSync(join(host.app, 'data/in'), { recursive: true });
    writeFileSync(join(host.app, item.path as string), 'new');
    writeFileSync(join(host.app, 'from'), 'old');
    send(host, item, join(host.app, 'from'));
  });
  afterEach(() => host.remove());

  it("is laid in roost's own folder, and so is what was live", async () => {
    expect(await load(host, item)).toBe('1 files, 3 bytes');
    expect(readdirSync(join(host.app, 'data/in'))).toEqual(['1.txt']);
    for (let i = 0; i < 2; i++) await swap(host, item, 'in');
    expect(readFileSync(join(host.app, 'data/in/1.txt'), 'utf8')).toBe('old');
    expect(readFileSync(kept(), 'utf8')).toBe('new');
    expect(readdirSync(join(host.app, 'data/in'))).toEqual(['1.txt']);
    for (let i = 0; i < 2; i++) await swap(host, item, 'back');
    expect(readFileSync(join(host.app, 'data/in/1.txt'), 'utf8')).toBe('new');
    await dropLoadedItem(host.site, item, OPERATION);
    expect(existsSync(join(host.app, '.roost/restores', OPERATION, 'new/data/in/1.txt'))).toBe(false);
  });

  it('is not swapped by way of a link that the container has made meanwhile', async () => {
    const elsewhere = join(host.app, '../elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, '1.txt'), 'of the host');
    rmSync(join(host.app, 'data/in'), { recursive: true });
    symlinkSync(elsewhere, join(host.app, 'data/in'));
    await expect(swap(host, item, 'in')).rejects.toEqual(coded('SwapFailed', 'data/in is a link'));
    expect(readdirSync(elsewhere)).toEqual(['1.txt']);
    expect(readFileSync(join(elsewhere, '1.txt'), 'utf8')).toBe('of the host');
  });

  it('comes back where its folder is gone too', async () => {
    rmSync(join(host.app, 'data'), { recursive: true });
    await swap(host, item, 'in');
    expect(readFileSync(join(host.app, 'data/in/1.txt'), 'utf8')).toBe('old');
    await swap(host, item, 'back');
    expect(existsSync(join(host.app, 'data/in/1.txt'))).toBe(false);
  });
});

(isRoot ? it : it.skip)(
  'a folder of another user goes to another folder through Docker, with nothing but the folder of the app',
  async () => {
    const host = sourceHost('dash', [], nobody);
    const item: RestoreItem = {
      kind: 'folder',
      path: 'data/in',
      from: 'folders/data/in',
      files: 1,
      bytes: 3,
      place: { own: true },
    };
    const at = (...parts: string[]): string => join(host.app, ...parts);
    mkdirSync(at('data/in'), { recursive: true });
    writeFileSync(at('data/in/one'), 'new');
    mkdirSync(at('.roost/restores', OPERATION, 'new/data/in'), { recursive: true });
    writeFileSync(at('.roost/restores', OPERATION, 'new/data/in/one'), 'old');
    execFileSync('chown', ['-R', '65534:65534', at('.roost'), at('data')]);
    execFileSync('chown', ['-R', '1234:1234', at('data/in')]);
    // It has root's rights: outside of the shell that this user has.
    const asked = at('../asked');
    host.program('docker', `case $1 in run) printf '%s\n' "$@" >>"${asked}"; exit 1 ;; esac`);
    await expect(swap(host, item, 'in')).rejects.toEqual(coded('SwapFailed'));
    const words = readFileSync(asked, 'utf8');
    expect(words).toContain(
      `mv\n--\n${at('data/in')}\n${at('.roost/restores', OPERATION, 'kept/data/in')}\n`,
    );
    expect(words).toContain(`type=bind,"source=${host.app}","target=${host.app}"`);
    expect(readFileSync(at('data/in/one'), 'utf8')).toBe('new');
    host.remove();
  },
);

(isRoot ? it : it.skip)(
  'a folder of another user is removed through Docker, where the SSH user may not',
  async () => {
    const host = sourceHost('dash', [], nobody);
    const item: RestoreItem = { kind: 'folder', path: "it's", from: "folders/it's", files: 1, bytes: 3 };
    const loaded = join(host.app, `.it's.roost-new-${OPERATION}`);
    mkdirSync(join(loaded, 'deep'), { recursive: true });
    writeFileSync(join(loaded, 'deep/one'), 'old');
    host.program('docker', 'exit 1');
    await expect(dropLoadedItem(host.site, item, OPERATION)).rejects.toEqual(coded('SwapFailed', 'deep/one'));
    // The stand-in has root's rights by what the test gives away.
    execFileSync('chown', ['-R', '65534:65534', loaded]);
    execFileSync('chmod', ['-R', 'a-w', loaded]);
    host.program(
      'docker',
      `case $1 in run)
while [ "$1" != roost/nothing:1 ]; do shift; done; shift
for last; do :; done
/usr/bin/chmod -R u+w "$last"
exec "$@" ;;
esac`,
    );
    await dropLoadedItem(host.site, item, OPERATION);
    expect(existsSync(loaded)).toBe(false);
    host.remove();
  },
);

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

(isRoot ? it : it.skip)(
  'a folder that the SSH user may not look into is counted through Docker',
  async () => {
    const host = sourceHost('dash', [], nobody);
    const item: RestoreItem = {
      kind: 'folder',
      path: "it's",
      from: "folders/it's",
      files: 1,
      bytes: 3,
      owners: true,
    };
    const loaded = join(host.app, `.it's.roost-new-${OPERATION}`);
    mkdirSync(join(loaded, 'deep'), { recursive: true });
    writeFileSync(join(loaded, 'deep/one'), 'old');
    execFileSync('chown', ['-R', '65534:65534', loaded]);
    execFileSync('chmod', ['000', join(loaded, 'deep')]);
    host.program(
      'docker',
      `case $1 in run)
while [ "$1" != roost/nothing:1 ]; do shift; done; shift
/usr/bin/chmod 700 "$2/deep"; "$@"; /usr/bin/chmod 000 "$2/deep" ;;
esac`,
    );
    expect(await load(host, item)).toBe('1 files, 3 bytes');
    await expect(load(host, { ...item, files: 2 })).rejects.toEqual(coded('CopyDamaged', 'has 1 3 files'));
    host.remove();
  },
);

(isRoot ? describe : describe.skip)('a SQLite file of another user', () => {
  let host: SourceHost;
  const item: RestoreItem = { kind: 'sqlite', path: 'a.db', from: 'a.db', files: 1, bytes: 0 };
  beforeEach(() => {
    host = sourceHost('dash', ['sqlite3'], nobody);
    for (const name of ['a.db', `.a.db.roost-new-${OPERATION}`])
      execFileSync('/usr/bin/sqlite3', [join(host.app, name)], { input: 'create table t (x);' });
    execFileSync('chown', ['65534:65534', join(host.app, `.a.db.roost-new-${OPERATION}`)]);
    execFileSync('chown', ['1234:1235', join(host.app, 'a.db')]);
  });
  afterEach(() => host.remove());

  it('is given to that user through Docker', async () => {
    host.program('docker', 'case $1 in run) printf "%s\\n" "$@" >"$HOME/asked" ;; esac');
    expect(await load(host, item)).toMatch(/bytes, checked, owner 1234:1235 as the live one$/);
    const asked = readFileSync(join(host.app, '../asked'), 'utf8');
    expect(asked).toContain(`\nchown\n-h\n1234:1235\n${host.app}/.a.db.roost-new-${OPERATION}\n`);
  });

  it('is taken back first, where a load that was cut off had given it away', async () => {
    execFileSync('chown', ['1234:1235', join(host.app, `.a.db.roost-new-${OPERATION}`)]);
    host.program('docker', 'case $1 in run) printf "%s\\n" "$@" >>"$HOME/asked" ;; esac');
    // The stand-in gives nothing away.
    await load(host, item).catch(() => undefined);
    const asked = readFileSync(join(host.app, '../asked'), 'utf8');
    expect(asked).toContain(`\nchown\n-h\n65534:65534\n${host.app}/.a.db.roost-new-${OPERATION}\n`);
  });

  it('is told where it cannot be', async () => {
    host.program('docker', 'exit 1');
    expect(await load(host, item)).toMatch(/owned by the SSH user, not by 1234:1235 as the live one$/);
  });

  it('is no link that somebody has put in its place', async () => {
    const [loaded, other] = [join(host.app, `.a.db.roost-new-${OPERATION}`), join(host.app, 'other.db')];
    execFileSync('mv', [loaded, other]);
    symlinkSync(other, loaded);
    await expect(load(host, item)).rejects.toEqual(coded('SourceMissing', 'did not arrive'));
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
