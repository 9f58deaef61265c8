import type { ApplicationFailure } from '@temporalio/common';
import { takeTurns, type Bounds } from '../../src/workers/turns';

const few: Bounds = { slots: 10, builds: { perHost: 1, all: 3 }, patient: 1 };

/** One activity under these turns; `end` lets it end. */
function begin(turns: ReturnType<typeof takeTurns>, activityType: string, host = 'a', given: object = {}) {
  let end: () => void = () => undefined;
  const { inbound } = turns({ info: { activityType } } as never);
  const input = { args: [given, { scope: { host } }], headers: {} };
  const result = inbound!.execute!(input, () => new Promise((resolve) => (end = () => resolve('done'))));
  return { result, end: () => end() };
}
const waiting = (why: string) =>
  expect.objectContaining({
    type: 'WaitsForTurn',
    nonRetryable: false,
    message: expect.stringContaining(why),
  });
const waits = waiting('');

describe('turns', () => {
  it('bound builds on a host and in all, and a free one is taken', async () => {
    const turns = takeTurns(few);
    const [one, other] = [begin(turns, 'buildImages', 'a'), begin(turns, 'buildImages', 'b')];
    await expect(begin(turns, 'buildImages', 'a').result).rejects.toEqual(waiting('1 builds run on a'));
    const third = begin(turns, 'buildImages', 'c');
    await expect(begin(turns, 'buildImages', 'd').result).rejects.toEqual(waiting('3 builds run.'));
    one.end();
    await expect(one.result).resolves.toBe('done');
    const next = begin(turns, 'buildImages', 'a');
    next.end();
    for (const ended of [other, third]) ended.end();
    const all = [next, other, third].map(({ result }) => result);
    await expect(Promise.all(all)).resolves.toEqual(['done', 'done', 'done']);
  });

  it('leave slots to what an app is down for, however many wait', async () => {
    const turns = takeTurns(few);
    const lock = begin(turns, 'acquireLock');
    const refused = await begin(turns, 'pullCopies').result.catch((error: ApplicationFailure) => error);
    expect(refused).toEqual(waits);
    for (const kind of ['startRelease', 'stopServices', 'dumpData', 'runScript']) {
      const step = begin(turns, kind);
      step.end();
      await expect(step.result).resolves.toBe('done');
    }
    // So are copies for which it is stopped.
    for (const kind of ['takeCopy', 'pullCopies']) {
      const copy = begin(turns, kind, 'a', { down: true });
      copy.end();
      await expect(copy.result).resolves.toBe('done');
    }
    lock.end();
    await lock.result;
    const pull = begin(turns, 'pullCopies');
    pull.end();
    await pull.result;
  });

  it('are free again after a failure', async () => {
    const turns = takeTurns(few);
    const { inbound } = turns({ info: { activityType: 'buildImages' } } as never);
    const input = { args: [{}, { scope: { host: 'a' } }], headers: {} };
    for (let n = 0; n < 3; n++)
      await expect(inbound!.execute!(input, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
