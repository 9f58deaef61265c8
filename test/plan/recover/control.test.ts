/** What becomes of each run that was under way, and what a second plan leaves out. */
import { planControl } from '../../../src/plan/recover/control/plan';
import type {
  ControlFacts,
  HostFacts,
  MachineFacts,
  PlaceFacts,
  Settle,
  UnfinishedRelease,
} from '../../../src/plan/recover/control/types';

const commit = (letter: string): string => letter.repeat(40);
const lock = (workflow: string, plane = 'former') => ({
  plane,
  workflowId: `${workflow}-phone-1`,
  runId: 'run-1',
  workflow,
  by: 'ann',
  token: 4,
  since: '2026-03-04T02:00:00Z',
});
const flag = (workflowId: string, operation = 'op1') => ({
  owner: 'roost' as const,
  workflowId,
  operation,
  since: '2026-03-04T02:00:00Z',
});
const place = (more: Partial<PlaceFacts> = {}): PlaceFacts => ({
  kind: 'app',
  name: 'phone',
  host: 'hornbill',
  directory: '/srv/apps/phone',
  claimed: null,
  lock: null,
  operations: [],
  flag: null,
  serving: { release: 3, commit: commit('a') },
  unfinished: [],
  jobs: [],
  recovering: false,
  ...more,
});
const unfinished = (more: Partial<UnfinishedRelease> = {}): UnfinishedRelease => ({
  release: 4,
  commit: commit('b'),
  operation: 'op1',
  migration: 'none',
  dataAtRisk: false,
  ...more,
});
const deploying = (more: Partial<PlaceFacts> = {}): PlaceFacts =>
  place({
    lock: lock('deploy'),
    operations: [{ id: 'op1', state: 'open', begun: ['stage', 'stop', 'start'] }],
    flag: flag('deploy-phone-1'),
    unfinished: [unfinished()],
    ...more,
  });
const machine = (more: Partial<MachineFacts> = {}): MachineFacts => ({
  state: '/var/lib/roost',
  plane: null,
  running: false,
  worker: false,
  schedules: false,
  runs: null,
  keys: [],
  copies: [],
  done: null,
  ...more,
});
const host = (places: PlaceFacts[], more: Partial<HostFacts> = {}): HostFacts => ({
  host: 'hornbill',
  failure: null,
  peers: [],
  places,
  ...more,
});
const facts = (places: PlaceFacts[], more: Partial<ControlFacts> = {}): ControlFacts => ({
  machine: machine(),
  snapshot: null,
  hosts: [host(places)],
  known: [],
  ...more,
});
const plan = (places: PlaceFacts[], more: Partial<ControlFacts> = {}, options = {}) =>
  planControl(facts(places, more), { finish: [], ...options });
const runs = (steps: { run: string }[]): string[] => steps.map(({ run }) => run);

const former: Settle = { app: 'phone', host: 'hornbill', to: 'former', commit: commit('a'), serving: 3 };

test('a deploy under way goes back to what served, its lock freed after the claim and before the deploy', () => {
  const { steps, inFlight } = plan([deploying()]);
  expect(runs(steps)).toEqual(['bringFiles', 'start', 'schedules', 'claim', 'freeLock', 'settle']);
  expect(steps[4]).toMatchObject({ operation: 'op1', lock: lock('deploy'), settle: former });
  expect(inFlight[0]).toMatchObject({ settle: former, then: expect.stringContaining('--finish phone') });
});

test('it is finished where that is asked for', () => {
  const { inFlight } = plan([deploying()], {}, { finish: ['phone'] });
  expect(inFlight[0]!.settle).toEqual({ ...former, to: 'new', commit: commit('b') });
});

test('with --locks-only nothing is deployed', () => {
  const { steps } = plan([deploying()], {}, { locksOnly: true });
  expect(runs(steps).slice(-2)).toEqual(['claim', 'freeLock']);
  expect(steps.at(-1)).toMatchObject({ settle: null });
});

test.each<[string, Partial<PlaceFacts>]>([
  ['whose dump is kept', { unfinished: [unfinished({ dataAtRisk: true })] }],
  ['whose breaking migration began', { unfinished: [unfinished({ migration: 'breaking' })] }],
  ['that was the first', { serving: null }],
  ['over a release without a commit', { serving: { release: 3, commit: null } }],
])('a deploy %s is left to an operator', (_, more) => {
  const { inFlight, steps } = plan([deploying(more)]);
  expect(inFlight[0]).toMatchObject({ settle: null, then: expect.stringContaining('roost deploy phone') });
  expect(runs(steps).at(-1)).toBe('freeLock');
});

test('a breaking migration that had not begun is undone', () => {
  const operations = [{ id: 'op1', state: 'open' as const, begun: ['stage', 'build', 'flag-on'] }];
  const { inFlight } = plan([deploying({ operations, unfinished: [unfinished({ migration: 'breaking' })] })]);
  expect(inFlight[0]!.settle).toEqual(former);
});

test.each(['backup', 'restore', 'drill', 'archive', 'recover', 'provision'])(
  'a %s frees its lock, and what goes on with it is said',
  (workflow) => {
    const { inFlight } = plan([place({ lock: lock(workflow) })]);
    expect(inFlight).toMatchObject([{ settle: null, then: expect.stringContaining(`roost ${workflow} `) }]);
  },
);

test('a flag whose lock is free by now is that of a run under way, but not one of this control plane', () => {
  const left = deploying({ lock: null });
  const mine = machine({ plane: 'mine' });
  expect(plan([left], { machine: mine }).inFlight).toMatchObject([{ workflow: 'deploy', settle: former }]);
  expect(plan([left], { machine: mine, known: ['deploy-phone-1'] }).inFlight).toEqual([]);
  expect(plan([{ ...left, recovering: true }], { machine: mine }).inFlight).toEqual([]);
});

test('of several open operations the one that the flag or the newest release names is closed, else none', () => {
  const open = (id: string) => ({ id, state: 'open' as const, begun: [] });
  const operationOf = (more: Partial<PlaceFacts>) =>
    plan([deploying({ operations: [open('op0'), open('op1')], ...more })]).steps.find(
      ({ run }) => run === 'freeLock',
    );
  expect(operationOf({})).toMatchObject({ operation: 'op1' });
  expect(operationOf({ flag: null })).toMatchObject({ operation: 'op1' });
  expect(operationOf({ flag: null, unfinished: [] })).toMatchObject({ operation: null });
});

const snapshot = {
  id: 'abcdef0123',
  time: '2026-03-04T00:00:00Z',
  missing: ['alerts.json'],
  sameFleet: false,
  commit: 'c0ffee',
};
const done = { at: '2026-03-04T03:00:00Z', by: 'ann', snapshot: null, settle: [] };
const whole = machine({ plane: 'mine', running: true, worker: true, schedules: true, done });
const mineNow = (more: Partial<PlaceFacts> = {}) => place({ claimed: 'mine', ...more });

test('a second plan has no steps, and says no more what is lost', () => {
  const again = plan([mineNow({ lock: lock('deploy', 'mine') })], { machine: whole });
  expect(again).toEqual({ alive: [], inFlight: [], steps: [], unknown: [], silent: [] });
});

test('while its own Temporal is down, only that is started: its locks stay its own', () => {
  const down = { ...whole, running: false, worker: false };
  const { steps, inFlight } = plan([mineNow({ lock: lock('deploy', 'mine') })], { machine: down });
  expect([runs(steps), inFlight]).toEqual([['start'], []]);
});

test('one that was cut off between lock and deploy goes on with the deploy', () => {
  const cut = { ...whole, done: { ...done, settle: [former] } };
  expect(plan([mineNow()], { machine: cut }).steps).toEqual([
    expect.objectContaining({ run: 'settle', settle: former }),
  ]);
});

test('a machine that commands a fleet, and others that are logged in, are signs of life', () => {
  const times = { first: '2026-03-03T23:00:00Z', last: '2026-03-04T01:00:00Z' };
  const own = machine({ runs: { count: 2, ...times } });
  expect(plan([], { machine: own }).alive).toEqual([expect.stringContaining('2 runs')]);
  expect(plan([], { machine: own, snapshot }).alive).toEqual([expect.stringContaining('2 runs')]);
  expect(plan([], { machine: { ...own, done } }).alive).toEqual([]);
  // Installed for this: what it has run came after the loss.
  const heir = machine({ runs: { count: 1, first: times.last, last: times.last } });
  expect(plan([], { machine: heir, snapshot }).alive).toEqual([]);
  const peers = [host([mineNow()], { peers: ['203.0.113.9'] })];
  expect(plan([], { hosts: peers }).alive).toEqual([expect.stringContaining('203.0.113.9')]);
  // It gets no lock any more.
  expect(plan([], { hosts: peers, machine: whole }).alive).toEqual([]);
});

test('a host that does not answer is said, and what it holds is not known', () => {
  const failure = { code: 'HostAuthFailed', message: 'no key' };
  const keys = [{ file: '/k', hosts: ['hornbill'] }];
  const found = plan([], { hosts: [host([], { failure })], machine: machine({ keys }) });
  expect(found.silent).toEqual([{ host: 'hornbill', ...failure }]);
  expect(found.unknown.at(-1)).toContain('hornbill');
  expect(runs(found.steps)).toEqual(['makeKey', 'bringFiles', 'start', 'schedules']);
});

test('what the snapshot lacks, and a fleet file that is another, are said', () => {
  const { unknown, steps } = plan([], { snapshot });
  expect(unknown.slice(0, 3)).toEqual([
    expect.stringContaining('2026-03-04T00:00:00Z'),
    expect.stringContaining('alerts.json'),
    expect.stringContaining('c0ffee'),
  ]);
  expect(steps[0]!.title).toContain('abcdef01');
});
