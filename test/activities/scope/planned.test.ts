/** A run goes by the fleet file that it was planned with, whatever becomes of the file. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { controlSite, stepSite } from '../../../src/activities/app/site';
import type { Deps } from '../../../src/activities/deps';
import { writeStatus } from '../../../src/activities/release/status';
import { announceEnd, sendNotification } from '../../../src/activities/reports/run-end';
import { keepFleet } from '../../../src/activities/scope/planned';
import { scopeSite } from '../../../src/activities/scope/site';
import { RoostError } from '../../../src/errors';
import type { Fleet, HostConfig } from '../../../src/fleet/file';
import type { Host } from '../../../src/host/types';
import type { Lease } from '../../../src/protocol/lock';
import type { Plan } from '../../../src/protocol/plan';
import type { AppScope } from '../../../src/protocol/scope';
import type { StepContext } from '../../../src/protocol/steps/activities';
import { parse, sample } from '../../fleet/file/sample';

const withBackup = `notify:
  team: { json: { url: http://address-of-team/ }, events: [failure] }
secrets: { file: /s, age: { keyFile: /keys } }
backup: { repository: { url: /srv/r, password: { secret: P } }, folder: /srv/backup, ping: http://address-of-ping/ }
${sample}`;
const edited = (from: string | RegExp, to: string): Fleet => {
  const text = withBackup.replace(from, to);
  if (text === withBackup) throw new Error(`The file has no ${from}`);
  return parse(text);
};

/** What becomes of the file behind the plan; null: it is invalid. */
const changes: [string, Fleet | null][] = [
  ['is invalid', null],
  ['has lost the app', edited(/ {2}phone:\n(?: {4}.*\n)+/, '')],
  [
    'has it on another host',
    edited(
      /addresses: \[192.0.2.8\]([^]*)host: hornbill/,
      'addresses: [192.0.2.8]\n    proxy: { container: p, network: n, flags: /f, live: /l }$1host: toucan',
    ),
  ],
  [
    'has it in another folder',
    edited('contract: sgos', 'contract: sgos\n    directory: /elsewhere\n    source: x'),
  ],
  ['has another address and key of its host', edited('127.0.0.1:2201', '198.51.100.1')],
  ['has other secrets', edited('port: 8080', 'port: 8080\n    secrets: []')],
  ['has another key', edited('/keys', '/other')],
  ['has another backup folder', edited('/srv/backup', '/srv/other')],
  ['tells others', edited('team: {', 'others: {')],
];

interface World {
  deps: Deps;
  hosts: HostConfig[];
  guards: string[];
  told: string[];
}

function worldOf(fleet: Fleet | null): World {
  const [hosts, guards, told]: [HostConfig[], string[], string[]] = [[], [], []];
  const read = async (): Promise<Fleet> => {
    if (fleet) return fleet;
    throw new RoostError('FleetInvalid', 'line 7 is none');
  };
  const deps = {
    fleet: read,
    lastFleet: read,
    host: (config: HostConfig) => (
      hosts.push(config),
      { name: config.name, exec: async () => ({ code: 0, stdout: '', stderr: '' }) }
    ),
    jobs: () => ({ cancelAll: async () => {} }),
    guard: ({ name }: Host, directory: string) => (
      guards.push(`${name}:${directory}`),
      { beginUndo: async () => {} }
    ),
    runUrl: () => undefined,
    notify: async (_id: string, target: string) => void told.push(target),
    audit: { formerRun: () => null, record: () => true },
    redactor: { scrub: (text: string) => text },
    statuses: async ({ repository }: { repository: string }, { secrets }: Pick<Fleet, 'secrets'>) => ({
      write: async () => void told.push(`${repository} ${secrets.file}`),
    }),
  } as unknown as Deps;
  return { deps, hosts, guards, told };
}

const planned = parse(withBackup);
const bare: AppScope = {
  kind: 'app',
  app: 'phone',
  host: 'hornbill',
  directory: '/srv/apps/sgos-phone',
  source: 'src',
  project: 'src',
  compose: ['docker-compose.yml'],
};
const plan = keepFleet(
  { plan: { scope: bare } as Plan, facts: { gatheredAt: '' } },
  planned,
  { token: 1 } as Lease,
  true,
).plan;
/** As the history has it. */
const scope = JSON.parse(JSON.stringify(plan.scope)) as AppScope;

const contextOf = (of: AppScope, direction: 'forward' | 'undo'): StepContext<AppScope> => ({
  scope: of,
  operation: 'c0ffee',
  step: 'start',
  ordinal: 0,
  lease: { scope: { kind: 'app', app: 'phone' }, kind: 'deploy', token: 1 },
  expect: 4,
  direction,
  by: 'anna',
});
const run = <T>(work: () => Promise<T>): Promise<T> =>
  new MockActivityEnvironment({ workflowExecution: { workflowId: 'w', runId: 'r' } }).run(work);

describe.each(changes)('while the fleet file %s', (_what, now) => {
  test.each(['forward', 'undo'] as const)(
    'a step (%s) has app, host, guard and keys as planned',
    async (direction) => {
      const { deps, hosts, guards } = worldOf(now);
      const site = await run(() => stepSite(deps, contextOf(scope, direction)));
      expect(hosts).toEqual([planned.hosts.hornbill]);
      expect(guards).toEqual(['hornbill:/srv/apps/sgos-phone']);
      expect(site.source).toBe('/srv/apps/sgos-phone/src');
      expect(site.app).toEqual(planned.apps.phone);
      expect(site.fleet.secrets).toEqual(planned.secrets);
    },
  );

  test('the steps on the control host work in the planned folder', async () => {
    const site = await run(() => controlSite(worldOf(now).deps, contextOf(scope, 'forward')));
    expect(site.backup.folder).toBe('/srv/backup');
  });

  test('the lock is freed and taken again where it is', async () => {
    const { deps, guards } = worldOf(now);
    await scopeSite(deps, scope);
    expect(guards).toEqual(['hornbill:/srv/apps/sgos-phone']);
  });

  test('the end is told to whom it concerned, and to GitHub', async () => {
    const { deps, told } = worldOf(now);
    const report = {
      workflow: 'deploy',
      app: 'phone',
      host: 'hornbill',
      failure: null,
      planned: scope.fleet,
    };
    await announceEnd(deps, { report, result: 'failed', at: '2026-01-01', startedAt: '2026-01-01' } as never);
    const status = { app: 'phone', commit: 'c0ffee', state: 'failure', description: '' } as const;
    await run(() => writeStatus(deps, { ...status, planned: scope.fleet }));
    expect(told).toEqual(['team', 'git@github.example:sgos/sgos-phone.git /s']);
  });
});

test('the plan has no address of a target, and only its own app and host', () => {
  const text = JSON.stringify(scope);
  expect(text).not.toMatch(/address-of/);
  expect([Object.keys(scope.fleet!.apps), Object.keys(scope.fleet!.hosts)]).toEqual([
    ['phone'],
    ['hornbill'],
  ]);
  expect(text.length).toBeLessThan(2_500);
});

test('a plan without a lease is only shown, and keeps nothing', () => {
  const made = { plan: { scope: bare } as Plan, facts: { gatheredAt: '' } };
  expect(keepFleet(made, planned, null)).toBe(made);
});

test('what an older version has recorded gets the defaults of what it did not know', async () => {
  const older = JSON.parse(JSON.stringify(scope)) as AppScope;
  const app = older.fleet!.apps.phone! as Partial<typeof planned.apps.phone>;
  delete app!.settle;
  delete (app!.data as { sqlite?: string[] }).sqlite;
  const site = await run(() => stepSite(worldOf(null).deps, contextOf(older, 'forward')));
  expect(site.app).toEqual(planned.apps.phone);
});

describe('a plan that was recorded without the fleet', () => {
  test('goes by the last valid file', async () => {
    const { deps } = worldOf(planned);
    deps.fleet = () => Promise.reject(new RoostError('FleetInvalid', 'line 7 is none'));
    const site = await run(() => stepSite(deps, contextOf(bare, 'undo')));
    expect(site.app).toEqual(planned.apps.phone);
  });

  test('stays on its host and in its folder, where the file has the app elsewhere', async () => {
    for (const [, now] of changes.slice(2, 4)) {
      const { deps, guards } = worldOf(now);
      const { source } = await run(() => stepSite(deps, contextOf(bare, 'undo')));
      expect([guards, source]).toEqual([['hornbill:/srv/apps/sgos-phone'], '/srv/apps/sgos-phone/src']);
    }
  });
});

test('a message waits for a fleet file that nobody could read yet', async () => {
  const sending = sendNotification(worldOf(null).deps, 'team', {} as never);
  await expect(sending).rejects.toMatchObject({ code: 'FleetInvalid', traits: { retry: 'again' } });
});
