import type { RunEvent } from '../../src/protocol/reports/notification';

/** A deploy that failed, with these changes. */
export const eventOf = (more: Partial<RunEvent> = {}): RunEvent => ({
  event: 'failure',
  fleet: 'sgos',
  app: 'phone',
  host: 'hornbill',
  workflow: 'deploy',
  workflowId: 'deploy-phone-1',
  runId: '0199-run',
  url: 'http://127.0.0.1:8233/namespaces/default/workflows/deploy-phone-1/0199-run/history',
  result: 'undone',
  step: 'Build the images of a1b2c3d',
  failure: {
    code: 'BuildFailed',
    message: 'npm run build ended with 1:\nno such file',
    hint: 'Read the end of the build log above, or `roost show RUN`.',
  },
  question: null,
  release: 'a1b2c3d 1.4.0',
  by: 'anna@toucan',
  at: '2026-11-21T10:01:00.000Z',
  ...more,
});

/** Of no run; over with `event: 'recovery'`. */
export const alertEvent = (more: Partial<RunEvent> = {}): RunEvent =>
  eventOf({
    event: 'alert',
    workflow: 'alert',
    workflowId: 'alert-stale-phone-1',
    runId: 'alert-stale-phone-1',
    url: null,
    result: 'began',
    step: null,
    failure: null,
    release: null,
    by: 'roost',
    alert: {
      key: 'stale:phone',
      since: '2026-11-21T10:01:00.000Z',
      title: 'no backup of phone',
      says: 'phone has had no successful backup for 27 h; its limit is 26 h.',
      hint: 'See `roost runs phone`.',
    },
    ...more,
  });

export const waitingEvent = (after: number | null = 1_800_000): RunEvent =>
  eventOf({
    event: 'waiting',
    result: 'waiting',
    question: { prompt: 'retry: again; undo: all back', verbs: ['retry', 'undo'], after },
  });
