/** Files below a folder that a container writes come back by way of the own folder of roost. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { dropLoadedItem } from '../../../src/activities/data/restore';
import type { RestoreItem } from '../../../src/protocol/steps/restore';
import { describeInShells } from '../../host/shells';
import { nobody, sourceHost, type SourceHost } from './host';
import { coded, load, OPERATION, send, swap } from './restoring';

const isRoot = process.getuid?.() === 0;

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
