/** Files that git does not track are copied and come back, by real shells: modes, links and hostile names. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { dropLoadedItem, isFormer, isLoaded, sentTo } from '../../../src/activities/data/restore';
import { layUntracked } from '../../../src/activities/data/untracked/restore';
import type { UntrackedFile } from '../../../src/protocol/data';
import type { RestoreItem } from '../../../src/protocol/steps/restore';
import { describeInShells } from '../../host/shells';
import { nobody, sourceHost, type SourceHost } from './host';
import { coded, load, OPERATION, send, swap } from './restoring';

const isRoot = process.getuid?.() === 0;
const ODD = `src/it's "a"\n$(touch x) é -n.env`;

describeInShells('files that git does not track', (shell) => {
  let host: SourceHost;
  beforeEach(() => void (host = sourceHost(shell, ['ln'])));
  afterEach(() => host.remove());

  const at = (path: string): string => join(host.app, path);
  const put = (path: string, text: string, mode = 0o640): void => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
    chmodSync(at(path), mode);
  };
  const entry = (path: string, more: Partial<UntrackedFile> = {}): UntrackedFile => {
    const { uid, gid } = { uid: process.getuid!(), gid: process.getgid!() };
    return { path, ...(more.link === undefined ? { mode: '0640', uid, gid } : {}), ...more };
  };
  const take = (...files: UntrackedFile[]) => host.copy({ kind: 'untracked', files });
  const copied = (path: string): string => join(host.copies, 'untracked', path);
  const item = (...list: UntrackedFile[]): RestoreItem & { kind: 'untracked' } => ({
    kind: 'untracked',
    list,
    from: 'copies/untracked',
    bytes: 1,
    files: 1,
  });

  it('are copied whatever they are called, closed to others; those that are missing are named', async () => {
    put('src/.env', 'A=1');
    put(ODD, 'odd', 0o604);
    const outside = join(host.app, '../shared.env');
    writeFileSync(outside, 'shared');
    const note = await take(entry('src/.env'), entry(ODD), entry(outside), entry('src/none.env'));
    expect(note).toBe(
      '3 files; Of the files that git does not track these could not be copied: src/none.env.',
    );
    expect(readFileSync(copied('app/src/.env'), 'utf8')).toBe('A=1');
    expect(readFileSync(copied(`app/${ODD}`), 'utf8')).toBe('odd');
    expect(readFileSync(copied(`host${outside}`), 'utf8')).toBe('shared');
    expect(statSync(copied(`app/${ODD}`)).mode & 0o777).toBe(0o600);
    expect(existsSync(at('src/x'))).toBe(false);
  });

  it('are not followed where they have become links, or are reached by one, since they were looked at', async () => {
    put('secret/id', 'private');
    mkdirSync(at('src'), { recursive: true });
    symlinkSync('../secret/id', at('src/a.env'));
    symlinkSync('../secret', at('src/by'));
    expect(await take(entry('src/a.env'), entry('src/by/id'))).toMatch(/^0 files;.*src\/a.env, src\/by\/id/);
    expect(existsSync(copied('app/src/a.env'))).toBe(false);
    expect(existsSync(copied('app/src/by/id'))).toBe(false);
  });

  it('come back with their modes and links, in place of what is live, and go away again', async () => {
    put('src/.env', 'old', 0o640);
    put(ODD, 'odd');
    const list = [entry('src/.env'), entry(ODD, { mode: '0604' }), entry('src/l.env', { link: '.env' })];
    await take(...list);
    put('src/.env', 'new', 0o600);
    rmSync(at(ODD));
    const one = item(...list);
    send(host, one, join(host.copies, 'untracked'));
    expect(await load(host, one)).toBe('3 files');
    expect(await isFormer(host.site, one, OPERATION)).toBe(true);
    for (let i = 0; i < 2; i++) await swap(host, one, 'in');
    expect(await isFormer(host.site, one, OPERATION)).toBe(false);
    expect(readFileSync(at('src/.env'), 'utf8')).toBe('old');
    expect([statSync(at('src/.env')).mode & 0o777, statSync(at(ODD)).mode & 0o777]).toEqual([0o640, 0o604]);
    expect(readlinkSync(at('src/l.env'))).toBe('.env');
    for (let i = 0; i < 2; i++) await swap(host, one, 'back');
    expect(readFileSync(at('src/.env'), 'utf8')).toBe('new');
    expect([existsSync(at(ODD)), existsSync(at('src/l.env'))]).toEqual([false, false]);
    expect(await isLoaded(host.site, one, OPERATION)).toBe(true);
    await dropLoadedItem(host.site, one, OPERATION);
    expect(await isLoaded(host.site, one, OPERATION)).toBe(false);
    expect(readFileSync(at('src/.env'), 'utf8')).toBe('new');
  });

  it('outside of the folder take no place that is taken, and are laid where nothing is', async () => {
    const [shared, gone] = ['../shared.env', '../deep/gone.env'].map((path) => join(host.app, path));
    writeFileSync(shared!, 'theirs');
    const from = join(host.app, 'from');
    for (const path of [shared!, gone!]) {
      mkdirSync(dirname(join(from, 'host', path)), { recursive: true });
      writeFileSync(join(from, 'host', path), 'ours');
    }
    const one = item(entry(shared!), entry(gone!));
    send(host, one, from);
    expect(await load(host, one)).toBe("1 files, 1 outside of the app's folder stay as they are");
    await swap(host, one, 'in');
    expect(readFileSync(shared!, 'utf8')).toBe('theirs');
    expect(readFileSync(gone!, 'utf8')).toBe('ours');
    await swap(host, one, 'back');
    expect([existsSync(shared!), existsSync(gone!)]).toEqual([true, false]);
  });

  it('are not laid by way of a link', async () => {
    mkdirSync(at('elsewhere'));
    rmSync(at('src'), { recursive: true });
    symlinkSync('elsewhere', at('src'));
    const from = join(host.app, 'from/app/src');
    mkdirSync(from, { recursive: true });
    writeFileSync(join(from, '.env'), 'x');
    const one = item(entry('src/.env'));
    send(host, one, join(host.app, 'from'));
    await load(host, one);
    await expect(swap(host, one, 'in')).rejects.toEqual(coded('SwapFailed', 'is a link'));
    expect(existsSync(at('elsewhere/.env'))).toBe(false);
  });

  it('are laid over a commit in scratch, those from outside below what stands for the host', async () => {
    put('src/.env', 'of the commit');
    const from = join(host.app, 'from');
    for (const path of ['app/src/.env', 'host/srv/shared.env']) {
      mkdirSync(dirname(join(from, path)), { recursive: true });
      writeFileSync(join(from, path), path);
    }
    const one = item(entry('src/.env'), entry('/srv/shared.env'));
    mkdirSync(at('.roost/host'), { recursive: true });
    send(host, one, from);
    expect(sentTo(host.site, one, OPERATION, 'live')).toContain(OPERATION);
    const lay = () =>
      new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') }).run(() =>
        layUntracked(host.site, one, at('.roost/host')),
      );
    for (let i = 0; i < 2; i++) expect(await lay()).toBe('2 files');
    expect(readFileSync(at('src/.env'), 'utf8')).toBe('app/src/.env');
    expect(readFileSync(at('.roost/host/srv/shared.env'), 'utf8')).toBe('host/srv/shared.env');
  });

  (isRoot ? it : it.skip)(
    'that only root may read are copied as root, and belong to who pulls them',
    async () => {
      host.remove();
      host = sourceHost(shell, [], nobody);
      put('src/acme.json', '{}', 0o600);
      const asked = join(host.app, 'asked');
      // What it runs in a container, it runs here: as somebody who may read nothing more.
      host.program('docker', `printf '%s\\n' "$@" >>'${asked.replaceAll("'", `'"'"'`)}'; exit 0`);
      await take(entry('src/acme.json', { mode: '0600', uid: 0, gid: 0 }));
      const words = readFileSync(asked, 'utf8');
      expect(words).toContain('--cap-add\nDAC_OVERRIDE');
      expect(words).toContain(`"source=${host.app}","target=${host.app}",readonly`);
    },
  );
});
