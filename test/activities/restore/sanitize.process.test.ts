/** The app's own script over data of another app, and what is refused until it has ended well. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { dropOldRestores, refuseUnsanitized } from '../../../src/activities/data/kept';
import { recordRestore } from '../../../src/activities/restore/steps/record';
import { sanitizeData } from '../../../src/activities/restore/steps/sanitize';
import type { RestoreItem } from '../../../src/protocol/steps/restore';
import { sourceHost, type SourceHost } from '../data/host';
import { coded, load, OPERATION, send, swap } from '../data/restoring';

const item: RestoreItem = { kind: 'folder', path: 'data', from: 'folders/data', files: 1, bytes: 10 };
let host: SourceHost;
beforeEach(async () => {
  host = sourceHost('dash');
  host.site.host.exec = host.site.read;
  host.site.guard = { ...host.site.guard, current: async () => null };
  host.program('docker', ':');
  const from = join(host.app, 'snapshot');
  for (const folder of [from, join(host.app, 'data')]) mkdirSync(folder);
  writeFileSync(join(from, 'mail'), 'a@b.invalid'.slice(1));
  writeFileSync(join(host.app, 'data/mail'), 'of staging');
  await inActivity(() =>
    recordRestore(host.site, { begun: true, ...about, items: [item], unsanitized: 'phone' }),
  );
  send(host, item, from);
  await load(host, item);
});
afterEach(() => host.remove());

const about = { snapshot: 'abcdef01', takenAt: '2026-01-01', into: 'live', keep: 1000 } as const;
const inActivity = <T>(work: () => Promise<T>): Promise<T> =>
  new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') }).run(work);
const sanitize = (command: string) => inActivity(() => sanitizeData(host.site, { command, except: [] }));
const mail = (): string => readFileSync(join(host.app, 'data/mail'), 'utf8');
const refused = () => refuseUnsanitized(host.site, host.site.scope);

it('runs in the source folder over the data in place, and only then a deploy may start them', async () => {
  await refused();
  await swap(host, item, 'in');
  await expect(refused()).rejects.toEqual(coded('NotSanitized', 'data of phone in place of those of phone'));
  writeFileSync(join(host.app, 'src/clean'), 'echo clean >../data/mail; echo all gone');
  expect(await sanitize('sh ./clean')).toEqual({ note: 'all gone', warnings: [] });
  expect(mail()).toBe('clean\n');
  await refused();
});

it('fails with what it has said, and a deploy is refused until the former data are back', async () => {
  await swap(host, item, 'in');
  await expect(sanitize('echo no such table >&2; exit 3')).rejects.toEqual(
    coded('ScriptFailed', 'ended with code 3:\nno such table'),
  );
  await expect(refused()).rejects.toEqual(coded('NotSanitized'));
  await swap(host, item, 'back');
  await refused();
  expect(mail()).toBe('of staging');
});

it('is needed however long ago the run was ended: what leads back is not swept', async () => {
  const later = { ...host.site, context: { ...host.site.context, operation: 'ffffffffff' } };
  jest.useFakeTimers({ now: Date.now() + 60_000, doNotFake: ['nextTick', 'setImmediate', 'setTimeout'] });
  await swap(host, item, 'in');
  expect(await dropOldRestores(later)).toEqual({ dropped: 0, warnings: [] });
  await swap(host, item, 'back');
  expect(await dropOldRestores(later)).toEqual({ dropped: 1, warnings: [] });
  jest.useRealTimers();
  expect(mail()).toBe('of staging');
  expect(OPERATION).toBe(host.site.context.operation);
});
