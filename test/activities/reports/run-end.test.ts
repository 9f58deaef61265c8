import type { Deps } from '../../../src/activities/deps';
import { announceEnd, announceWait } from '../../../src/activities/reports/run-end';
import type { FinishedRun } from '../../../src/activities/reports/types';
import type { AuditEntry } from '../../../src/audit';
import { RoostError } from '../../../src/errors';
import { createRedactor } from '../../../src/host/redact';
import type { RunEvent } from '../../../src/protocol/reports/notification';
import type { RunReport } from '../../../src/protocol/reports/run-report';
import { entryOf } from '../../audit/sample';
import { parse, sample } from '../../fleet/file/sample';

const fleet = parse(`notify:
  team: { json: { url: http://team }, events: [failure, recovery, waiting, success] }
  pager: { json: { url: http://pager }, events: [failure] }
${sample}`);

const failure = { code: 'BuildFailed', message: 'no make', hint: 'look', step: 'build' };
const reportOf = (more: Partial<RunReport> = {}): RunReport => ({
  workflow: 'deploy',
  app: 'phone',
  host: null,
  outcome: 'undone',
  failure,
  step: 'Build',
  release: 'abc1234 1.0',
  operation: 'c0ffee',
  lockSeconds: 1.5,
  wait: null,
  ...more,
});

function scene(former: string | null = null) {
  const told: [id: string, event: RunEvent][] = [];
  const entries: AuditEntry[] = [];
  const order: string[] = [];
  const redactor = createRedactor();
  const deps = {
    lastFleet: async () => fleet,
    runUrl: (workflowId: string, runId: string) => `http://ui/${workflowId}/${runId}`,
    redactor,
    notify: async (id: string, _target: string, event: RunEvent) =>
      void (told.push([id, event]), order.push(id)),
    audit: {
      formerRun: ({ app }: { app: string | null }, workflows: string[]) =>
        former && app === 'phone' && workflows.includes('deploy')
          ? { ...entryOf({ result: former }), id: 1 }
          : null,
      record: (entry: AuditEntry) => (entries.push(entry), order.push('audit'), true),
    },
  } as unknown as Deps & { notify: unknown };
  const run = (result: string, report: Partial<RunReport> = {}): FinishedRun => ({
    report: reportOf({
      ...(['succeeded', 'unchanged'].includes(result) && { failure: null, step: null }),
      ...report,
    }),
    workflowId: 'deploy-1',
    runId: 'r1',
    result,
    who: 'anna',
    origin: 'roost:1@toucan',
    startedAt: '2026-11-21T10:00:00.000Z',
    at: '2026-11-21T10:01:30.000Z',
  });
  return { deps, told, entries, order, redactor, run };
}

it('tells everybody concerned, then the audit', async () => {
  const { deps, told, entries, order, run } = scene();
  await announceEnd(deps, run('undone', { reason: 'hotfix' }));
  expect(order).toEqual(['notify-r1-ended-team', 'notify-r1-ended-pager', 'audit']);
  expect(told[0]![1]).toEqual({
    event: 'failure',
    fleet: 'lab',
    app: 'phone',
    host: 'hornbill',
    workflow: 'deploy',
    workflowId: 'deploy-1',
    runId: 'r1',
    url: 'http://ui/deploy-1/r1',
    result: 'undone',
    step: 'Build',
    failure: { code: 'BuildFailed', message: 'no make', hint: 'look' },
    question: null,
    release: 'abc1234 1.0',
    by: 'anna',
    at: '2026-11-21T10:01:30.000Z',
  });
  expect(entries).toEqual([
    {
      kind: 'run',
      at: '2026-11-21T10:01:30.000Z',
      who: 'anna',
      what: 'deploy',
      app: 'phone',
      host: 'hornbill',
      origin: 'roost:1@toucan',
      result: 'undone',
      code: 'BuildFailed',
      workflowId: 'deploy-1',
      runId: 'r1',
      startedAt: '2026-11-21T10:00:00.000Z',
      seconds: 90,
      lockSeconds: 1.5,
      details: {
        step: 'Build',
        message: 'no make',
        release: 'abc1234 1.0',
        operation: 'c0ffee',
        reason: 'hotfix',
      },
    },
  ]);
});

it('has in the audit that data without a way back were accepted', async () => {
  const { deps, entries, run } = scene();
  await announceEnd(deps, run('succeeded', { noWayBack: true }));
  expect(entries).toMatchObject([{ details: { noWayBack: true } }]);
});

it.each([
  [null, 'succeeded', 'success'],
  [null, 'unchanged', null],
  ['succeeded', 'succeeded', 'success'],
  ['undone', 'succeeded', 'recovery'],
  ['terminated', 'unchanged', 'recovery'],
  ['refused', 'refused', 'failure'],
  ['succeeded', 'cancelled', 'failure'],
  ['succeeded', 'terminated', 'failure'],
])('after %s a run that %s is heard as %s', async (former, result, event) => {
  const { deps, told, entries, run } = scene(former);
  await announceEnd(deps, run(result));
  expect(told.find(([id]) => id.endsWith('team'))?.[1].event ?? null).toBe(event);
  expect(entries).toHaveLength(1);
});

it('takes a rollback for the recovery of a deploy, but not a backup', async () => {
  const heard = async (workflow: string) => {
    const { deps, told, run } = scene('undone');
    await announceEnd(deps, run('succeeded', { workflow }));
    return told[0]![1].event;
  };
  expect(await heard('rollback')).toBe('recovery');
  expect(await heard('backup')).toBe('success');
});

it('tells of a wait under an id of its own, and writes no line', async () => {
  const { deps, told, entries, run } = scene();
  const wait = { number: 2, prompt: 'retry: again', verbs: ['retry' as const], after: 60_000 };
  await announceWait(deps, run('waiting', { wait }), wait);
  expect(told.map(([id]) => id)).toEqual(['notify-r1-waiting-2-team']);
  expect(told[0]![1].question).toEqual({ prompt: 'retry: again', verbs: ['retry'], after: 60_000 });
  expect(entries).toEqual([]);
});

it('records old news without telling anybody', async () => {
  const { deps, order, run } = scene();
  await announceEnd(deps, run('undone'), false);
  expect(order).toEqual(['audit']);
});

it('leaves the run out of the audit as long as nobody could be told, so that it is tried again', async () => {
  const { deps, entries, run } = scene();
  deps.notify = () => Promise.reject(new RoostError('TemporalUnreachable', 'away'));
  await expect(announceEnd(deps, run('undone'))).rejects.toThrow('away');
  expect(entries).toEqual([]);
});

it('takes secrets out of what it tells and writes', async () => {
  const { deps, told, entries, redactor, run } = scene();
  redactor.add('hush-hush');
  await announceEnd(deps, run('undone', { failure: { ...failure, message: 'password hush-hush' } }));
  expect(JSON.stringify([told, entries])).not.toContain('hush');
});
