import { runLines } from '../../../../src/client/output/runs/run';
import { plain } from '../../../../src/client/output/theme';
import type { StepState, Waiting } from '../../../../src/protocol/run';
import { NOW, plan, progress, steps, view } from '../../support';

const failure = {
  code: 'BuildFailed',
  message: 'docker compose build ended with 17\nnpm ERR! missing script',
  hint: 'Mend the commit.',
  step: 'build',
};

test('a failed run: which step, why, what to do, what serves now', () => {
  const result = {
    outcome: 'undone' as const,
    plan,
    steps: steps({ state: 'failed', seconds: 4 }),
    warnings: ['disk is nearly full'],
    failure,
  };
  const closed = view({
    status: 'failed',
    outcome: 'undone',
    closedAt: '2026-03-04T02:09:00.000Z',
    progress: null,
    result,
    failure: { ...failure, code: 'BuildFailed', details: { step: 'build' } },
  });
  expect(runLines(closed, plain, NOW).join('\n'))
    .toBe(`deploy phone on hornbill  deploy-phone-0a1b2c3d  failed 1 min ago, took 1 min
  release 3 (b4c5d6e, 1.4.0) → release 4 (a1b2c3d, 1.5.0), recreate, migration safe

  ✗ Build or pull the images of a1b2c3d              4.0 s  failed
  · Maintenance flag on
  · Run postdeploy in release 4: npm run migrate
  · Record release 4 as the current one
  · Remove release 1 (3 are kept)

Failed at: Build or pull the images of a1b2c3d
BuildFailed: docker compose build ended with 17
  | npm ERR! missing script
What to do: Mend the commit.
! disk is nearly full
Outcome: undone; release 3 (b4c5d6e, 1.4.0) serves as before
In Temporal: http://ui.example/deploy-phone-0a1b2c3d`);
});

test('a waiting run puts its question, and the commands that answer it', () => {
  const waiting: Waiting = {
    id: 'w1',
    step: 'postdeploy',
    title: 'Run postdeploy',
    failure: { ...failure, code: 'OutcomeUnknown', message: 'the host went down' },
    verbs: ['retry', 'undo'],
    prompt: 'retry runs it again.',
    default: 'undo',
    after: 1_800_000,
  };
  const lines = runLines(view({ progress: progress({ phase: 'waiting', waiting }) }), plain, NOW);
  expect(lines.slice(lines.indexOf('Waits for a decision at "Run postdeploy"')).join('\n'))
    .toBe(`Waits for a decision at "Run postdeploy"
  OutcomeUnknown: the host went down
  What to do: Mend the commit.
  What the answers do:
    retry runs it again. Without an answer after 30 min: the run is undone.
    roost decide deploy-phone-0a1b2c3d retry
    roost decide deploy-phone-0a1b2c3d undo`);
});

test('a terminated run does not pretend to know how things stand', () => {
  const lines = runLines(
    view({ status: 'terminated', closedAt: NOW.toISOString(), progress: null }),
    plain,
    NOW,
  );
  expect(lines).toContain('Outcome: terminated; see `roost status phone`');
});

test('without a worker it says what it could not ask', () => {
  expect(runLines(view({ progress: null, silent: 'no worker reports the progress' }), plain, NOW)).toEqual([
    'deploy phone on hornbill  deploy-phone-0a1b2c3d  started 2 min ago',
    '  no worker reports the progress',
  ]);
});

test.each([
  ['failed', 'failed; the data of the apps marked as done are in the repository (`roost backup status`)'],
  ['succeeded', 'the data of all these apps are in the repository'],
  [
    'succeeded',
    'the data of the apps marked as done are in the repository; the skipped apps had nothing to back up',
    'skipped',
  ],
] as const)(
  'a night that %s does not speak of all its apps as one',
  (outcome, says, state: StepState = 'done') => {
    const status = outcome === 'failed' ? 'failed' : 'completed';
    const result = {
      outcome,
      plan: null,
      steps: [{ id: 'wiki', title: 'Back up wiki', state }],
      warnings: [],
      failure: null,
    };
    const lines = runLines(
      view({ workflow: 'nightlyBackup', app: null, host: null, status, outcome, progress: null, result }),
      plain,
      NOW,
    );
    expect(lines).toContain(`Outcome: ${says}`);
  },
);
