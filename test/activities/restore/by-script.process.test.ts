/** The app's own restore script: what is kept before it, how it runs, and the way back. */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { dropOldRestores, refuseHalfRestored } from '../../../src/activities/data/kept';
import { isFormer, isLoaded } from '../../../src/activities/data/restore';
import { keepForScript } from '../../../src/activities/restore/steps/by-script';
import { swapBack, swapData } from '../../../src/activities/restore/steps/items';
import { recordRestore } from '../../../src/activities/restore/steps/record';
import type { ScriptItem } from '../../../src/protocol/steps/restore';
import { describeInShells } from '../../host/shells';
import { dockerThatRuns, sourceHost, type SourceHost } from '../data/host';
import { coded, load, OPERATION, send } from '../data/restoring';

const item: ScriptItem = {
  kind: 'script',
  command: 'restore.sh --all',
  keeps: [{ kind: 'folder', path: 'data' }],
  from: 'script',
  files: 2,
  bytes: 14,
};
const about = { snapshot: 'abcdef01', takenAt: '2026-01-01', into: 'live', keep: 1000 } as const;
const inActivity = <T>(work: () => Promise<T>): Promise<T> =>
  new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') }).run(work);

describeInShells('a restore script', (shell) => {
  let host: SourceHost;
  const args = { item, of: OPERATION, except: [] };
  const keep = (way: 'in' | 'back' = 'in', site = host.site) =>
    inActivity(() => keepForScript(site, { ...args, way }));
  const bring = (site = host.site) => inActivity(() => swapData(site, args));
  const back = (site = host.site) => inActivity(() => swapBack(site, args));
  /** Of another operation, as an undo days later. */
  const later = () => ({ ...host.site, context: { ...host.site.context, operation: 'ffffffffff' } });
  const script = (text: string): void =>
    writeFileSync(join(host.app, 'src/restore.sh'), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  const data = (): Record<string, string> =>
    Object.fromEntries(
      readdirSync(join(host.app, 'data')).map((name) => [
        name,
        readFileSync(join(host.app, 'data', name), 'utf8'),
      ]),
    );
  const former = { mail: 'live' };
  const restored = { mail: 'of the snapshot\n', more: 'x\n' };
  const RIGHT = 'cp "$ROOST_RESTORE_FROM/mail" ../data/mail; echo x >../data/more; echo "brought $*"';

  beforeEach(async () => {
    host = sourceHost(shell, ['cp']);
    host.site.host.exec = host.site.read;
    host.site.guard = { ...host.site.guard, current: async () => null };
    dockerThatRuns(host);
    const from = join(host.app, 'snapshot');
    for (const folder of [from, join(host.app, 'data')]) mkdirSync(folder);
    writeFileSync(join(from, 'mail'), 'of the snapshot\n'.slice(0, 12));
    writeFileSync(join(from, 'mail'), 'of the snapshot\n');
    writeFileSync(join(from, 'list'), '');
    writeFileSync(join(host.app, 'data/mail'), 'live');
    await inActivity(() => recordRestore(host.site, { begun: true, ...about, items: [item] }));
    send(host, item, from);
    await load(host, item);
  });
  afterEach(() => host.remove());

  it('gets what the backup script wrote, in the source folder, once the data are kept', async () => {
    script(`${RIGHT}; echo "$COMPOSE_PROJECT_NAME$ROOST_DRILL in $PWD" >../said`);
    expect(await keep()).toEqual({ note: 'kept 1 sources', warnings: [] });
    expect(await bring()).toEqual({ note: 'brought --all', warnings: [] });
    expect(data()).toEqual(restored);
    expect(readFileSync(join(host.app, 'said'), 'utf8')).toBe(`src in ${host.app}/src\n`);
    expect(await isFormer(host.site, item, OPERATION)).toBe(false);
    // The answer was lost.
    script('echo twice >../data/mail');
    await bring();
    expect(data()).toEqual(restored);
  });

  it('does not run before anything is kept', async () => {
    script(RIGHT);
    await expect(bring()).rejects.toEqual(coded('SwapFailed', 'its script is not run'));
    expect(data()).toEqual(former);
  });

  it('that fails is said with its words, and the former data come back', async () => {
    script(`${RIGHT}; echo no such table >&2; exit 3`);
    await keep();
    await expect(bring()).rejects.toEqual(coded('ScriptFailed', 'ended with code 3'));
    expect(data()).toEqual(restored);
    await expect(inActivity(() => refuseHalfRestored(host.site, host.site.scope))).rejects.toEqual(
      coded('HalfRestored', 'was changing its data'),
    );
    await back();
    expect(data()).toEqual(former);
    expect(await isFormer(host.site, item, OPERATION)).toBe(true);
    await inActivity(() => refuseHalfRestored(host.site, host.site.scope));
  });

  it('that was ended in the middle begins again, and what was kept is what was there before it', async () => {
    script('rm -f ../data/mail; kill -9 $$');
    await keep();
    await expect(bring()).rejects.toEqual(coded('ScriptFailed'));
    expect(data()).toEqual({});
    expect(await keep()).toEqual({ note: 'nothing to keep', warnings: [] });
    script(RIGHT);
    await bring();
    expect(data()).toEqual(restored);
    await back();
    expect(data()).toEqual(former);
  });

  it('is undone days later, and that once more, with what was written in between', async () => {
    script(RIGHT);
    await keep();
    await bring();
    writeFileSync(join(host.app, 'data/mail'), 'written since');
    await keep('back', later());
    await back(later());
    expect(data()).toEqual(former);
    expect(await isLoaded(host.site, item, OPERATION)).toBe(true);
    script('exit 9');
    await bring(later());
    expect(data()).toEqual({ ...restored, mail: 'written since' });
    // What was kept for the first way back is not what is kept for the next.
    writeFileSync(join(host.app, 'data/mail'), 'written later');
    await keep('back', { ...later(), context: { ...later().context, operation: 'eeeeeeeeee' } });
    await back(later());
    await bring(later());
    expect(data()).toEqual({ ...restored, mail: 'written later' });
  });

  it('leaves its way back where it was ended in the middle, however late', async () => {
    script('exit 1');
    await keep();
    await expect(bring()).rejects.toEqual(coded('ScriptFailed'));
    const kept = join(host.app, '.roost/restores', OPERATION, 'script/former');
    jest.useFakeTimers({ now: Date.now() + 60_000, doNotFake: ['nextTick', 'setImmediate', 'setTimeout'] });
    try {
      expect(await dropOldRestores(later())).toEqual({ dropped: 0, warnings: [] });
      expect(existsSync(kept)).toBe(true);
      await back();
      expect(await dropOldRestores(later())).toEqual({ dropped: 1, warnings: [] });
      expect(existsSync(kept)).toBe(false);
    } finally {
      jest.useRealTimers();
    }
    expect(data()).toEqual(former);
  });

  it('says what is short of what the snapshot has', async () => {
    await expect(load(host, { ...item, files: 3 })).rejects.toEqual(
      coded('CopyDamaged', 'the snapshot has 3'),
    );
  });

  it('in a drill asks Compose for nothing but the drill', async () => {
    script('echo "$ROOST_DRILL $COMPOSE_FILE" >../said');
    const site = { ...host.site, scope: { ...host.site.scope, drill: true as const } };
    await inActivity(() => swapData(site, { ...args, item: { ...item, keeps: [] } }));
    expect(readFileSync(join(host.app, 'said'), 'utf8')).toBe(
      `1 ${host.app}/.roost/drills/${OPERATION}/compose.json\n`,
    );
  });
});
