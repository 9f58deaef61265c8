/** The app is stopped for its copies and runs again, whatever ends in between. */
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { StepSite } from '../../../../src/activities/app/site';
import { startCopied, stopToCopy } from '../../../../src/activities/backup/steps/cold';
import { takeCopy } from '../../../../src/activities/backup/steps/copies';
import type { StepAnswer } from '../../../../src/activities/declare';
import { dockerOfFiles } from '../../data/docker-of-files';
import { sourceHost, type SourceHost } from '../../data/host';

let host: SourceHost;
/**
 * `web` and `worker` run; `old` was stopped by a person; `db` runs on. A file
 * for each: whether it runs, its policy, its name.
 */
beforeEach(() => {
  host = sourceHost('dash');
  mkdirSync(at('docker'));
  for (const name of ['web', 'worker', 'db'])
    writeFileSync(at(`docker/${name}`), `true always /src-${name}-1\n`);
  writeFileSync(at('docker/old'), 'false no /src-old-1\n');
  host.program('docker', dockerOfFiles(at('docker')));
  host.site.host.exec = host.site.read;
  Object.assign(host.site, { guard: { current: async () => null } });
  Object.assign(host.site.context, { direction: 'forward' });
});
afterEach(() => host.remove());

const at = (path: string): string => join(host.app, path);

const perform = <T>(work: () => Promise<T>): Promise<T> =>
  new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') }).run(work) as Promise<T>;
const containers = ['web', 'worker'];
const stop = () => perform(() => stopToCopy(host.site, { except: ['db'], containers }));
const start = (): Promise<StepAnswer> => {
  const named = Object.fromEntries(containers.map((id) => [id, { name: `src-${id}-1`, service: id }]));
  const probe = { service: 'none', wait: 1_000 } as never;
  return perform(() => startCopied(host.site, { containers, named, probe }));
};
const states = () =>
  Object.fromEntries(
    ['web', 'worker', 'db', 'old'].map((id) => [id, readFileSync(at(`docker/${id}`), 'utf8').split(' /')[0]]),
  );
const DOWN = { web: 'false no', worker: 'false no', db: 'true always', old: 'false no' };
const UP = { web: 'true always', worker: 'true always', db: 'true always', old: 'false no' };

it('stops what writes so that Docker does not start it, and starts it with the time that it was down', async () => {
  expect(await stop()).toBe('stopped web, worker');
  expect(states()).toEqual(DOWN);
  const ran = at('.roost/ran');
  expect(readFileSync(ran, 'utf8')).toBe('4 web worker\n');
  const since = Date.now() / 1000 - 42;
  utimesSync(ran, since, since);
  // Another attempt after a restart of the worker: it is down since the first.
  expect(await stop()).toBe('nothing ran');
  const answer = await start();
  expect(answer).toMatchObject({ note: expect.stringMatching(/web, worker run; stopped for 4[2-9] s/) });
  expect(answer).toMatchObject({ warnings: [], found: { down: expect.any(Number) } });
  expect([states(), existsSync(ran)]).toEqual([UP, false]);
  // Once more, as of an attempt whose answer was lost.
  expect(await start()).toEqual({ note: 'web, worker run', warnings: [] });
});

it('warns where somebody has started a container before the copies were done, and gives it its policy', async () => {
  await stop();
  writeFileSync(at('docker/web'), 'true no /src-web-1\n');
  const answer = await start();
  expect(answer).toMatchObject({ warnings: [expect.stringMatching(/^web ran before the copies were done/)] });
  expect(states()).toEqual(UP);
});

it('is started by the next backup where a run was ended without its undos', async () => {
  await stop();
  mkdirSync(at('data'));
  writeFileSync(at('data/one'), 'x');
  const source = { kind: 'folder' as const, path: 'data' };
  const { note } = await perform(() =>
    takeCopy(host.site as unknown as StepSite, { source, left: containers }),
  );
  expect(note).toContain('a former backup had left src-web-1 src-worker-1 stopped: started again');
  expect([states(), existsSync(at('.roost/ran'))]).toEqual([UP, false]);
});
