import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inPlace } from '../../../src/activities/data';
import type { InPlace } from '../../../src/activities/data/types';
import { describeInShells } from '../../host/shells';
import { isRoot } from '../../host/sshd';
import { nobody, sourceHost, type SourceHost } from './host';

const coded = (code: string, ...texts: string[]) =>
  expect.objectContaining({ code, message: expect.stringMatching(texts.join('[^]*')) });

describeInShells('a folder that is pulled from where it lies', (shell) => {
  let host: SourceHost;
  beforeEach(() => void (host = sourceHost(shell, [], isRoot ? nobody : undefined)));
  afterEach(() => host.remove());

  const look = (path = 'up loads') => host.copy({ kind: 'folder', path });
  const put = (path: string, bytes: number, mode = 0o644): void =>
    writeFileSync(join(host.app, 'up loads', path), 'x'.repeat(bytes), { mode });
  beforeEach(() => mkdirSync(join(host.app, 'up loads/sub'), { recursive: true }));

  it('is counted', async () => {
    put("it's one", 1_000);
    put('sub/ü\ntwo', 234);
    // Copied as it is.
    symlinkSync('nowhere', join(host.app, 'up loads/link'));
    expect(await look()).toBe('3 files, 1241 bytes');
  });

  it('may be empty where it always was', async () => {
    expect(await look()).toBe('0 files, 0 bytes');
    await host.had({ 'folders/up loads': 0, 'folders/other': 9 });
    expect(await look()).toBe('0 files, 0 bytes');
  });

  it('may not be empty where it had something', async () => {
    await host.had({ 'folders/up loads': 9 });
    await expect(look()).rejects.toThrow(
      coded(
        'CopyEmpty',
        'The folder up loads of phone is empty on hornbill; the last backup has 9 bytes of it.',
      ),
    );
    put('sub/one', 1);
    expect(await look()).toBe('1 files, 1 bytes');
  });

  it('is missed where it is gone, or no folder', async () => {
    put('file', 1);
    for (const path of ['gone', 'up loads/file'])
      await expect(look(path)).rejects.toThrow(coded('SourceMissing', `${path} on hornbill`));
  });

  (isRoot ? it : it.skip)('names what the SSH user cannot read: files and folders, a few', async () => {
    for (let n = 0; n < 9; n++) put(`secret ${n}`, 1, 0o600);
    await expect(look()).rejects.toThrow(coded('CopyUnreadable', '/up loads/secret \\d, '));
    mkdirSync(join(host.app, 'closed/inner'), { recursive: true, mode: 0o700 });
    await expect(look('closed')).rejects.toThrow(coded('CopyUnreadable', '/closed'));
  });

  it('is pulled without what a restore has beside it', () => {
    const [{ filter }] = inPlace({ directory: host.app }, [{ kind: 'folder', path: 'up loads' }]) as [
      InPlace,
    ];
    const names = ['.a.db', '.a.db-wal', '.a.db.roost-keptsake', 'a.roost-kept-0123456789'];
    for (const end of ['', '-wal', '-journal', '.absent']) {
      put(`.a.db.roost-kept-0123456789${end}`, 1);
      names.push(`.a.db.roost-new-012345678${end}`);
    }
    put('.a.db.roost-new-0123456789-shm', 1);
    names.forEach((name) => put(name, 1));
    const to = join(host.app, 'pulled');
    const rules = filter!.map((rule) => `--filter=${rule}`);
    execFileSync('rsync', ['--archive', ...rules, `${join(host.app, 'up loads')}/`, to]);
    expect(readdirSync(to).sort()).toEqual(['sub', ...names].sort());
  });

  it('comes to lie under its own name', () => {
    expect(inPlace({ directory: '/srv/phone' }, [{ kind: 'folder', path: 'up loads' }])).toEqual([
      {
        from: '/srv/phone/up loads',
        to: 'folders/up loads',
        filter: expect.arrayContaining([expect.stringContaining('roost-kept')]),
        when: 'unreadable',
      },
    ]);
  });
});
