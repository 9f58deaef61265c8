/** Old copies leave the host before anything is copied. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { StepSite } from '../../../../src/activities/app/site';
import { takeCopy } from '../../../../src/activities/backup/steps/copies';
import { RoostError } from '../../../../src/errors';
import type { CopySource } from '../../../../src/protocol/data';
import { sourceHost, type SourceHost } from '../../data/host';

let host: SourceHost;
beforeEach(() => {
  host = sourceHost('dash');
  mkdirSync(join(host.app, 'data'));
  writeFileSync(join(host.app, 'data/one'), 'x');
  for (const name of ['aaaaaaaaaa', 'bbbbbbbbbb'])
    mkdirSync(join(host.app, 'backup/roost', name), { recursive: true });
});
afterEach(() => host.remove());

const source: CopySource = { kind: 'folder', path: 'data' };
const take = (exec: (argv: string[]) => Promise<unknown>) => {
  const site = { ...host.site, host: { ...host.site.host, exec }, signal: new AbortController().signal };
  const args = { source, sweep: { sources: [], keep: 1_000 } };
  const taken = new MockActivityEnvironment().run(() => takeCopy(site as unknown as StepSite, args));
  return taken as ReturnType<typeof takeCopy>;
};

it('removes all copies of former backups but one', async () => {
  const { note, warnings } = await take((argv) => host.site.read(argv));
  expect(note).toMatch(/^1 files, 1 bytes; removed [ab]{10}$/);
  expect(warnings).toEqual([]);
});

it('copies with a warning where old copies cannot be removed', async () => {
  const failed = new RoostError('CommandFailed', 'sh on web1 failed: Operation not permitted');
  expect(await take(() => Promise.reject(failed))).toEqual({
    note: '1 files, 1 bytes',
    warnings: ['Old copies were not removed: CommandFailed: sh on web1 failed: Operation not permitted'],
  });
  expect(existsSync(join(host.app, 'backup/roost/aaaaaaaaaa'))).toBe(true);
});

it('fails where the lock is lost', async () => {
  await expect(take(() => Promise.reject(new RoostError('LockLost', 'lost')))).rejects.toMatchObject({
    code: 'LockLost',
  });
});
