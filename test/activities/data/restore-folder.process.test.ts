/** A folder comes back: beside the live one, into its place, and back again, by real programs. */
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
import { dirname, join } from 'node:path';
import { dropOldRestores } from '../../../src/activities/data/kept';
import { dropLoadedItem, isFormer, isKept, sentTo } from '../../../src/activities/data/restore';
import { fetchedIn } from '../../../src/activities/restore/steps/fetched';
import { swapBack, swapData } from '../../../src/activities/restore/steps/items';
import { sendData } from '../../../src/activities/restore/steps/send';
import type { RestoreItem } from '../../../src/protocol/steps/restore';
import { describeInShells } from '../../host/shells';
import { sourceHost, type SourceHost } from './host';
import { coded, load, OPERATION, send, swap } from './restoring';

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
