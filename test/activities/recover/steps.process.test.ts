/** Marks and pages of a recovery in a real shell: a half-recovered app is never opened. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { OtherRunEnd, OtherRunRequest } from '../../../src/activities/deps';
import type { HostStepSite } from '../../../src/activities/host/site';
import { holdApp, openApp } from '../../../src/activities/recover/steps/hold';
import { awaitRun } from '../../../src/activities/recover/steps/run';
import { sumUp } from '../../../src/activities/recover/steps/sum-up';
import { scopePaths } from '../../../src/plan/names';
import type { RecoverStepArgs } from '../../../src/protocol/steps/recover';
import { localHost } from '../../client/local-host';
import { host as config } from '../../plan/release/facts';

let root: string;
let started: OtherRunRequest[];
let ends: Partial<OtherRunEnd>;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roost-recover-'));
  for (const folder of ['flags', 'live', 'host/.roost']) mkdirSync(join(root, folder), { recursive: true });
  [started, ends] = [[], { outcome: 'succeeded' }];
});
afterEach(() => rmSync(root, { recursive: true }));

const app = () => ({ app: 'phone', directory: join(root, 'apps/phone') });
const mark = () => join(app().directory, '.roost/recovering');
const flag = () => join(root, 'flags/phone.flag');

function site(operation = '0123456789', ordinal = 0): HostStepSite {
  const host = localHost('hornbill');
  const exec = (argv: string[]) => host.exec(argv);
  const proxy = { ...config.proxy!, flags: join(root, 'flags'), live: join(root, 'live') };
  return {
    config: { ...config, proxy },
    scope: { kind: 'host', host: 'hornbill', directory: join(root, 'host') },
    paths: scopePaths(join(root, 'host')),
    context: { operation, ordinal, by: 'op' },
    change: exec,
    read: exec,
    deps: {
      startOf: async () => ({ startedAt: new Date(Date.now() - 60_000).toISOString() }),
      awaitRun: async (request: OtherRunRequest): Promise<OtherRunEnd> => {
        started.push(request);
        return { status: 'completed', outcome: null, failure: null, ...ends };
      },
    },
  } as unknown as HostStepSite;
}

const run = <A, R>(step: (site: HostStepSite, args: A) => Promise<R>, args: A, on = site()): Promise<R> =>
  new MockActivityEnvironment().run(() => step(on, args)) as Promise<R>;
const deploy = (): RecoverStepArgs['awaitRun'] => ({
  workflow: 'deploy',
  request: { app: 'phone', ref: 'a1b2' },
  of: app(),
  after: [],
  done: 'deployed',
});
const restore = (): RecoverStepArgs['awaitRun'] => ({
  workflow: 'restore',
  request: { app: 'phone', snapshot: 'abcd' },
  of: app(),
  after: ['deployed'],
  done: 'restored',
});
const open = (): RecoverStepArgs['openApp'] => ({
  ...app(),
  parts: ['deployed', 'restored'],
  snapshot: 'abcd',
  takenAt: new Date(Date.now() - 3_660_000).toISOString(),
});

it('opens an app only when it is deployed and restored, and says after how long', async () => {
  expect(await run(holdApp, app())).toBe('the page is on');
  expect(readFileSync(flag(), 'utf8')).toMatch(/^person roost-recover /);
  expect(await run(restore_, undefined)).toMatch(/left out: it is not deployed/);
  expect(started).toEqual([]);
  await run(awaitRun, deploy());
  expect(await run(openApp, open())).toMatch(/left out, behind its page: it is not restored/);
  expect(existsSync(flag())).toBe(true);
  await run(awaitRun, restore());
  expect(started.map(({ id }) => id)).toEqual(['deploy-phone-0123456789', 'restore-phone-0123456789']);
  // An attempt after that starts nothing again.
  expect(await run(awaitRun, deploy())).toBe('done before');
  expect(await run(openApp, open())).toMatch(/^open after 6\d s$/);
  expect([flag(), mark()].filter((file) => existsSync(file))).toEqual([]);
  expect(await run(openApp, open())).toBe('open');
  const { found } = (await run(sumUp, { apps: [open()] })) as { found: object };
  expect(found).toMatchObject({
    recovered: { apps: [{ app: 'phone', rto: expect.any(Number), rpo: 3_600 }] },
  });
});

it('keeps an app behind its page whose run has failed; a retry is another run', async () => {
  await run(holdApp, app());
  ends = { outcome: 'undone', failure: { code: 'BuildFailed', message: 'no' } };
  await expect(run(awaitRun, deploy())).rejects.toThrow('deploy-phone-0123456789 undone: BuildFailed: no');
  ends = { outcome: 'succeeded' };
  await run(awaitRun, deploy(), site('0123456789', 1));
  expect(started.at(-1)?.id).toBe('deploy-phone-0123456789-1');
});

it('takes nothing for done that another operation has done, and leaves a page of somebody else', async () => {
  await run(holdApp, app());
  await run(awaitRun, deploy());
  const next = site('9876543210');
  writeFileSync(flag(), 'person op 2026-01-01T00:00:00Z mine\n');
  await run(holdApp, app(), next);
  expect(readFileSync(mark(), 'utf8')).toBe('9876543210\n');
  for (const step of [deploy(), restore()]) await run(awaitRun, step, next);
  expect(await run(openApp, open(), next)).toMatch(/the page of person op .* stays/);
  expect(existsSync(flag())).toBe(true);
});

const restore_ = (on: HostStepSite) => awaitRun(on, restore());
