/** The commit that runs, adopted: what is stopped for it, and what the plan says. */
import { SAME_AGAIN, TAKEN_OVER, changeLines, unchangedText } from '../../../src/plan/changes/text';
import { planDeploy, type DeployOptions } from '../../../src/plan/release/deploy';
import type { DeployFacts } from '../../../src/plan/release/facts';
import { app, A, facts } from './facts';

const [serving, db] = facts().containers;
const compose = { ...app, contract: 'compose' as const, container: undefined, strategy: 'recreate' as const };
const adoption: Partial<DeployFacts> = {
  app: compose,
  serving: null,
  releases: [],
  relation: 'same',
  headOnHost: A,
  target: { commit: A, subject: 'Serve', isHead: true },
  commits: [],
  commitCount: 0,
  migration: 'none',
  changes: { services: [] },
};
const plan = (change: Partial<DeployFacts> = {}, options: DeployOptions = {}) =>
  planDeploy(facts({ ...adoption, ...change }), options, 'op1', 1_800_000);
const runs = (change?: Partial<DeployFacts>, options?: DeployOptions): string[] =>
  plan(change, options).steps.map(({ call }) => call.run);
const asItRuns = [
  'adoptRelease',
  'stageRelease',
  'buildImages',
  'startRelease',
  'verifyRelease',
  'commitRelease',
];

test('is taken over as it runs: nothing is stopped, built or started, and the plan says so', () => {
  const made = plan();
  expect(made.steps.map(({ call }) => call.run)).toEqual(asItRuns);
  expect(made).toMatchObject({ asItRuns: true, release: 1, expects: 0, because: [] });
  expect(changeLines(made.changes!, unchangedText(made))).toEqual([TAKEN_OVER]);
  const args = (run: string): unknown => made.steps.find(({ call }) => call.run === run)?.call.args;
  expect(args('buildImages')).toMatchObject({ kept: { app: 'sha256:app', db: 'sha256:db' } });
  expect(args('startRelease')).toMatchObject({ release: 1, asItRuns: true });
  expect(args('verifyRelease')).toMatchObject({ asItRuns: true, ignore: ['db'] });
  expect(made.steps.flatMap(({ undo }) => undo?.call ?? [])).toMatchObject([
    { run: 'discardReleases' },
    { run: 'startRelease', args: { release: 0, asItRuns: true } },
  ]);
});

test('with a service that runs to its end, which has ended', () => {
  const once = { ...db!, service: 'init', name: 'phone-init-1', state: 'exited', health: null };
  const made = plan({
    containers: [serving!, db!, once],
    changes: { services: [], once: ['init'] },
  });
  expect(made.asItRuns).toBe(true);
  expect(made.steps.find(({ call }) => call.run === 'verifyRelease')?.call.args).toMatchObject({
    ignore: ['db', 'init'],
  });
});

test('with one that has ended well, and that nothing starts again', () => {
  const migrate = { ...db!, service: 'migrate', state: 'exited', health: null, ended: true as const };
  expect(plan({ containers: [serving!, db!, migrate] }).asItRuns).toBe(true);
  const failed = { ...migrate, ended: undefined };
  expect(plan({ containers: [serving!, db!, failed] }).asItRuns).toBeUndefined();
});

test.each<[string, Partial<DeployFacts>, DeployOptions]>([
  ['another commit', { relation: 'ahead' }, {}],
  ['a service that differs', { changes: { services: [{ service: 'app', is: 'changed' }] } }, {}],
  ['a volume that is new', { changes: { services: [], volumes: ['media'] } }, {}],
  ['files changed by hand', { changedByHand: ['index.html'] }, {}],
  ['a comparison that could not be made', { changes: undefined }, {}],
  ['newer images', { pull: { newer: [], unknown: [], built: ['app'] } }, {}],
  ['a start that is asked for', {}, { again: true }],
])('%s is stopped and started as ever', (_, change, options) => {
  expect(runs(change, options)).toContain('stopServices');
  expect(plan(change, options).asItRuns).toBeUndefined();
});

test.each<[string, Partial<DeployFacts>, string]>([
  [
    'an image of an older commit',
    { doubts: ['app has an image that was built before aaaaaaa was checked out'] },
    'app has an image that was built before aaaaaaa was checked out',
  ],
  [
    'a service that is down',
    { containers: [serving!, { ...db!, state: 'exited' }] },
    'sgos-phone-db is exited',
  ],
  [
    'one that is not well',
    { containers: [{ ...serving!, health: 'unhealthy' }, db!] },
    'sgos-phone-app is unhealthy',
  ],
  [
    'another name of the container',
    { app: { ...compose, container: 'phone' } },
    'sgos-phone-app is to be named phone',
  ],
])('%s is a reason to start it again, which the plan names', (_, change, reason) => {
  const made = plan(change);
  expect(made.because).toContain(reason);
  expect(made.steps.map(({ call }) => call.run)).toContain('stopServices');
});

test('no plan that stops the app says that there is no change', () => {
  const known: Partial<DeployFacts> = { serving: facts().serving, releases: facts().releases };
  const stopping = [
    plan({}, { again: true }),
    plan({ doubts: ['app was made before'] }),
    plan({ ...known, relation: 'ahead' }),
    plan({ ...known, headOnHost: 'c'.repeat(40) }),
  ];
  for (const made of stopping) {
    expect(made.steps.map(({ call }) => call.run)).toContain('stopServices');
    expect(changeLines(made.changes!, unchangedText(made))).toEqual([SAME_AGAIN]);
  }
});

test('a commit that serves in several containers is not deployed again', () => {
  const twice: Partial<DeployFacts> = {
    serving: { ...facts().serving!, replicas: 2 },
    releases: facts().releases,
    containers: [serving!, { ...serving!, id: 'id-app-2', name: 'phone-app-2' }, db!],
  };
  expect(runs(twice)).toEqual([]);
  expect(runs({ ...twice, serving: facts().serving })).toContain('stopServices');
});
