import type { PlanChanges } from '../../../../src/protocol/changes';
import { failure } from '../../../../src/workflows/run/failure';
import { Checklist } from '../../../../src/workflows/run/shown/checklist';
import { detailsOf } from '../../../../src/workflows/run/shown/details';
import { restore as restorePlan } from '../../../histories/support/plans';
import { hostFacts, hostPlan } from '../../../plan/host/sample';
import { planOf, step } from '../../plans';

const run = {
  kind: 'deploy' as const,
  scope: { kind: 'app' as const, app: 'shop' },
  workflowId: 'deploy-shop-1',
};
const [a, b, c] = [step('a'), step('b'), step('c')] as const;

const nothing =
  'There is nothing to do while it runs. To stop it: *Request Cancellation*; what was done is undone then.';

function begun(event: () => number | null = () => null): Checklist {
  const list = new Checklist(() => {}, event);
  list.begin(planOf([a, b, c], { warnings: ['the disk is small'] }));
  list.phase('running');
  list.report(a, 'done', { seconds: 3.21 });
  list.report(b, 'running', { seconds: 75, note: 'on its way' });
  return list;
}

it('is a checklist with times, states and warnings', () => {
  expect(detailsOf(run, begun())).toBe(
    [
      '### deploy shop on web1: running',
      nothing,
      '`aaaaaaa` 1.2 → `bbbbbbb` 1.3 Sell more',
      'release 6, recreate, operation c0ffee',
      '- ☑ Do a (3.2 s)\n- ▶ Do b (75 s), running: on its way\n- ☐ Do c',
      'Warnings:\n\n- the disk is small',
    ].join('\n\n'),
  );
});

it('names the event before each step that has begun, for a reset', () => {
  const list = begun(() => 17);
  list.set(b, 'running');
  expect(detailsOf(run, list)).toContain(
    'To run it again from a step on: *Reset*, with the event that stands behind the step.\n\n- ☑ Do a (3.2 s)\n- ▶ Do b (75 s), running: on its way · event 17\n- ☐ Do c',
  );
});

it('offers no reset once the operation has ended: the hosts would refuse it', () => {
  const list = begun(() => 17);
  list.set(b, 'running');
  list.result('undone', failure('BuildFailed', 'no make'));
  expect(detailsOf(run, list)).not.toMatch(/Reset|event 17/);
});

it('keeps the Markdown of a log from doing anything', () => {
  const list = begun();
  const log = '# make\n```\n**bold** [link](http://evil.example)\n<b>x</b>';
  list.report(b, 'failed', { seconds: 1, note: log });
  list.warn(`_it_ said ${log}`);
  list.result('failed', failure('BuildFailed', log));
  const text = detailsOf(run, list);
  expect(text).toContain(
    "**BuildFailed**\n\n```\n# make\n'''\n**bold** [link](http://evil.example)\n<b>x</b>\n```",
  );
  const outside = text.replace(/```[^]*?```/g, '');
  expect(outside.split('\n').filter((line) => /(^|[^\\])(\*\*bold|\[link|<b|_it_)/.test(line))).toEqual([]);
});

it('says how the former data of a restore come back', () => {
  const list = new Checklist();
  const plan = restorePlan();
  list.begin(plan);
  list.found = {
    restored: {
      snapshot: 'abcdef0123456789',
      takenAt: '2026-01-01T02:00:00Z',
      keptUntil: '2026-01-09T02:00:00Z',
      items: [{ what: 'database phone', kept: 'database roost_kept_c0ffee0001' }],
    },
  };
  list.result('succeeded', null);
  const text = detailsOf({ kind: 'restore', scope: plan.scope, workflowId: 'restore-phone-1' }, list);
  expect(text).toContain(
    '### restore phone on hornbill: succeeded\n\nThe data of snapshot abcdef01 are live.',
  );
  expect(text).toContain(
    'kept until 2026-01-09 02:00 UTC:\n\n- database phone: `database roost_kept_c0ffee0001`',
  );
  expect(text).toContain('```\n{"app":"phone","undo":"restore-phone-1"}\n```');
});

it('says what changes, and its Markdown does nothing', () => {
  const list = new Checklist();
  const changes: PlanChanges = {
    services: [
      { service: 'web', is: 'changed', differences: [{ part: 'environment', added: ['A`**x**'] }] },
      { service: 'worker', is: 'new' },
    ],
  };
  list.begin(planOf([a], { changes }));
  expect(detailsOf(run, list)).toContain("\n\n- `web: environment + A'**x**`\n- `worker: new`\n\n");
});

it('says what is waited for, how to answer, and what happens otherwise', () => {
  const list = begun();
  list.wait({
    id: 'x/1',
    step: 'b',
    title: 'Do b',
    failure: failure('ScriptFailed', 'exit 1'),
    verbs: ['retry', 'undo'],
    prompt: 'undo: loses rows',
    default: 'undo',
    after: 60_000,
  });
  const text = detailsOf(run, list);
  expect(text).toContain('### deploy shop on web1: waiting');
  expect(text).toContain(
    '**Waits for a decision on "Do b"**: ScriptFailed\n\n```\nexit 1\n```\n\nWhat to do: ',
  );
  expect(text).toContain('Without a decision everything is undone 60 s after the wait began.');
  expect(text).toContain('```\nroost decide deploy-shop-1 retry\nroost decide deploy-shop-1 undo\n```');
  expect(text).toContain('```\n{"waitId":"x/1","verb":"retry"}\n{"waitId":"x/1","verb":"undo"}\n```');
});

it('ends with the outcome and its reason', () => {
  const list = begun();
  list.result('undone', failure('BuildFailed', 'no make'));
  expect(detailsOf(run, list)).toContain('### deploy shop on web1: undone');
  expect(detailsOf(run, list)).toContain('**BuildFailed**\n\n```\nno make\n```\n\nWhat to do: ');
});

it('has a title before there is a plan', () => {
  expect(detailsOf(run, new Checklist())).toBe(`### deploy shop: locking\n\n${nothing}`);
});

it('has the main facts of a host, and its Markdown does nothing', () => {
  const list = new Checklist();
  const plan = hostPlan();
  list.begin(plan);
  const { system } = hostFacts();
  const facts = hostFacts({ system: { ...system, distribution: 'x` ![](http://evil.example) `' } });
  list.report(plan.steps[0]!, 'done', { seconds: 1, found: { hostFacts: facts } });
  const text = detailsOf(
    { kind: 'hostFacts', scope: { kind: 'host', host: 'hornbill' }, workflowId: 'hostFacts-hornbill-1' },
    list,
  );
  expect(text).toContain(`### hostFacts on hornbill: locking\n\n${nothing}\n\noperation c0ffee0001`);
  expect(text).toContain("- System: `x' ![](http://evil.example) ', 6.1.0-28-amd64, x86_64`");
  expect(text).toContain('- Docker: `28.0.1, Compose 2.33.1`');
});
