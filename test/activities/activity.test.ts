import { Context } from '@temporalio/activity';
import { ActivityCancellationDetails } from '@temporalio/common';
import type { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { activity } from '../../src/activities/activity';
import type { Deps } from '../../src/activities/deps';
import { RoostError } from '../../src/errors';
import { traitsIn } from '../../src/errors/recorded';
import { createRedactor } from '../../src/host/redact';

const KEY = '-----BEGIN PRIVATE KEY-----\nb3Bl\n-----END PRIVATE KEY-----';

it('keeps the code of an error whose details hold a key, and takes the key out', async () => {
  const redactor = createRedactor();
  redactor.add('a "quoted" secret');
  const fn = activity({ redactor } as unknown as Deps, async () => {
    throw new RoostError('ScriptFailed', `no: ${KEY}`, {
      stderr: `cut ${KEY.slice(0, 30)}`,
      lines: ['a "quoted" secret', { end: KEY.slice(5) }],
      code: 7,
      none: null,
    });
  });
  await expect(new MockActivityEnvironment().run(fn)).rejects.toMatchObject({
    type: 'ScriptFailed',
    message: 'no: [redacted]',
    details: [
      {
        code: 'ScriptFailed',
        message: 'no: [redacted]',
        details: {
          stderr: 'cut [redacted]',
          lines: ['[redacted]', { end: '[redacted]' }],
          code: 7,
          none: null,
        },
      },
    ],
  });
});

it.each([
  ['of megabytes, of which the end is searched for secrets', 5_000_000, /^end$/],
  ['of kilobytes', 50_000, /^begin\nx*\n… 34010 characters left out …\nx*\nend$/],
])('reports an error with output %s, shortened', async (_size, length, reported) => {
  const log = `begin\n${'x'.repeat(length)}\nend`;
  const fn = activity({ redactor: createRedactor() } as unknown as Deps, async () => {
    throw new RoostError('Unhealthy', log, { log });
  });
  const quiet = new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') });
  const error = (await quiet.run(fn).catch((thrown: unknown) => thrown)) as ApplicationFailure;
  expect(error.message).toMatch(reported);
  expect(error.details).toMatchObject([{ details: { log: error.message } }]);
  expect(JSON.stringify(error.details).length).toBeLessThan(40_000);
});

it('carries the traits of an error to the workflow, apart from its details', async () => {
  const thrownBy = async (error: RoostError) => {
    const deps = { redactor: createRedactor() } as unknown as Deps;
    const run = new MockActivityEnvironment().run(activity(deps, () => Promise.reject(error)));
    const failure = (await run.catch((thrown: unknown) => thrown)) as ApplicationFailure;
    // As Temporal records it.
    return { ...failure, details: JSON.parse(JSON.stringify(failure.details)) as unknown[] };
  };
  const traits = { isEnded: true, commitForStatus: 'c0ffee' } as const;
  const stale = await thrownBy(new RoostError('StalePlan', 'ended', { app: 'phone' }, traits));
  expect(traitsIn(stale.details)).toEqual(traits);
  expect(stale.details).toMatchObject([{ code: 'StalePlan', details: { app: 'phone' } }]);

  const later = await thrownBy(new RoostError('NotifyFailed', 'busy', {}, { retryAfter: 7 }));
  expect(later).toMatchObject({ nonRetryable: false, nextRetryDelay: 7_000 });
  const never = await thrownBy(new RoostError('NotifyFailed', 'gone', { final: true }, { retry: 'never' }));
  expect(never.nonRetryable).toBe(true);
  const data = await thrownBy(new RoostError('NotifyFailed', 'details steer nothing', { final: true }));
  expect(data.nonRetryable).toBe(false);
});

describe('the log', () => {
  const about = {
    app: 'phone',
    host: 'hornbill',
    step: 'build',
    operation: 'op1',
    direction: 'forward' as const,
  };
  async function linesOf(fn: () => Promise<unknown>, more = {}): Promise<unknown[]> {
    const lines: unknown[] = [];
    const at = (level: string) => (fields: object, text: string) => void lines.push([level, text, fields]);
    const log = { info: at('info'), warn: at('warn'), debug: at('debug') };
    const environment = new MockActivityEnvironment(
      { workflowExecution: { workflowId: 'deploy-phone-1', runId: 'r' } },
      { logger: new DefaultLogger('ERROR') },
    );
    const wrapped = activity({ redactor: createRedactor(), log } as unknown as Deps, fn, () => ({
      ...about,
      ...more,
    }));
    await environment.run(wrapped).catch(() => {});
    return lines;
  }

  it('has a line when a step is done', async () => {
    const fields = {
      run: 'deploy-phone-1',
      ...about,
      activity: 'unknown',
      attempt: 1,
      seconds: expect.any(Number),
    };
    expect(await linesOf(async () => 1)).toEqual([['info', 'build of phone: done', fields]]);
  });
  it('has the code of a failure', async () => {
    const fails = () => Promise.reject(new RoostError('BuildFailed', 'no'));
    expect(await linesOf(fails, { direction: 'undo' })).toEqual([
      [
        'warn',
        'undo of build of phone: failed',
        expect.objectContaining({ code: 'BuildFailed', error: 'no' }),
      ],
    ]);
  });
  it.each([
    ['cancelled', { cancelRequested: true }],
    ['left to another attempt', { workerShutdown: true }],
  ])('tells one that was %s', async (end, details) => {
    const lines: string[] = [];
    const environment = new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') });
    const log = { info: (_: object, text: string) => void lines.push(text) };
    const hangs = () => Context.current().sleep(60_000);
    const done = environment
      .run(activity({ redactor: createRedactor(), log } as unknown as Deps, hangs, () => about))
      .catch(() => {});
    environment.cancel('CANCELLED', new ActivityCancellationDetails(details));
    await done;
    expect(lines).toEqual([`build of phone: ${end}`]);
  });
  it('is not filled by a wait for the lock', async () => {
    expect(await linesOf(() => Promise.reject(new RoostError('Locked', 'by another')))).toEqual([
      ['debug', expect.any(String), expect.anything()],
    ]);
  });
});
