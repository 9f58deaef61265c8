/**
 * What a restore has stopped stays so for each swap, whoever has started it meanwhile; servers of data run
 * on.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { swapBack, swapData } from '../../../src/activities/restore/steps/items';
import { besidePaths } from '../../../src/plan/restore/names';
import type { RestoreItem } from '../../../src/protocol/steps/restore';
import { dockerOfFiles } from '../data/docker-of-files';
import { sourceHost, type SourceHost } from '../data/host';
import { OPERATION } from '../data/restoring';

const item: RestoreItem = { kind: 'folder', path: 'data', from: 'folders/data', bytes: 1, files: 1 };
const args = { item, of: OPERATION, except: ['db'] };

let host: SourceHost;
beforeEach(() => {
  host = sourceHost('dash');
  host.site.host.exec = host.site.read;
  Object.assign(host.site, { guard: { current: async () => null } });
  host.program('docker', dockerOfFiles(at('docker')));
  for (const [folder, text] of [
    ['data', 'live'],
    [besidePaths('data', OPERATION).new, 'restored'],
    ['docker', ''],
  ] as const) {
    mkdirSync(at(folder), { recursive: true });
    if (text) writeFileSync(at(join(folder, 'file')), text);
  }
  start();
});
afterEach(() => host.remove());

const at = (path: string): string => join(host.app, path);
/** As a person or Docker does it. */
function start(): void {
  for (const id of ['web', 'db']) writeFileSync(at(`docker/${id}`), `true always /src-${id}-1\n`);
}
const running = (): string[] =>
  readdirSync(at('docker')).filter((id) => readFileSync(at(`docker/${id}`), 'utf8').startsWith('true'));
const data = (): string => readFileSync(at('data/file'), 'utf8');

it('is stopped again before data take their place, and that is said', async () => {
  const again = expect.stringMatching(
    /^web had been stopped, ran again before step copy, and was stopped again/,
  );
  expect(await swapData(host.site, args)).toEqual({ note: 'swapped', warnings: [again] });
  expect([data(), running()]).toEqual(['restored', ['db']]);
});

it('is stopped again before the former data get their place back', async () => {
  await swapData(host.site, args);
  start();
  await swapBack(host.site, args);
  expect([data(), running()]).toEqual(['live', ['db']]);
});
