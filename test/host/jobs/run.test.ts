import type { Caller, CallOptions } from '../../../src/host/jobs/library';
import { JobRun } from '../../../src/host/jobs/run';
import { JobVerbs } from '../../../src/host/jobs/verbs';
import type { FollowOptions, Host, JobSpec } from '../../../src/host/types';

type Answer = string | ((options: CallOptions | undefined) => string);

/** A run whose host answers each verb of jobs.sh with the next of its answers. */
function scene(
  answers: [verb: string, answer: Answer][],
  spec: Partial<JobSpec> = {},
  options: FollowOptions = {},
) {
  const calls: string[] = [];
  const left = [...answers];
  const caller: Caller = async (_folder, verb, _id, _args, callOptions) => {
    const [expected, answer] = left.shift() ?? [];
    calls.push(`${run.phase} ${verb}`);
    if (verb !== expected) throw new Error(`${verb} in place of ${expected}`);
    const text = typeof answer === 'function' ? answer(callOptions) : answer!;
    return { code: 0, stdout: verb === 'tail' ? text : '', stderr: `R1 ${text}\n` };
  };
  const host = { name: 'box', scrub: (text: string) => text } as Host;
  const run = new JobRun(
    new JobVerbs(host, caller),
    { folder: '/srv/app/.roost/jobs', id: 'job', argv: ['true'], ...spec },
    options,
  );
  return { run, calls };
}

const writes =
  (output: string, answer: string): Answer =>
  (options) => {
    void options?.onStdout?.(Buffer.from(output));
    return answer;
  };

test('starting, following, ended: a job that is absent is started', async () => {
  const { run, calls } = scene([
    ['status', 'absent'],
    ['start', 'running'],
    ['follow', writes('out', 'done 3')],
  ]);
  expect(run.phase).toBe('starting');
  expect(await run.result()).toEqual({ state: { state: 'done', code: 3 }, tail: 'out' });
  expect(calls).toEqual(['starting status', 'starting start', 'following follow']);
  expect(run.phase).toBe('ended');
});

test('starting to following: a job that is there is not started', async () => {
  const { run, calls } = scene([
    ['status', 'running'],
    ['follow', 'cancelled'],
  ]);
  expect((await run.result()).state).toEqual({ state: 'cancelled' });
  expect(calls).toEqual(['starting status', 'following follow']);
});

test('starting to following: a new job is started without a question', async () => {
  const { run, calls } = scene(
    [
      ['start', 'running'],
      ['follow', 'done 0'],
    ],
    { isNew: true },
  );
  await run.result();
  expect(calls).toEqual(['starting start', 'following follow']);
});

test('starting to ended: a failure is passed on', async () => {
  const { run } = scene([['status', 'fail dir']]);
  await expect(run.result()).rejects.toMatchObject({ code: 'HostMisconfigured' });
  expect(run.phase).toBe('ended');
});

test('following to following: a job that runs on is followed from where its log was read', async () => {
  const beats: number[] = [];
  const { run } = scene(
    [
      ['status', 'running'],
      ['follow', writes('one ', 'running')],
      ['follow', writes('two', 'done 0')],
    ],
    {},
    { onBeat: (offset) => beats.push(offset) },
  );
  expect((await run.result()).tail).toBe('one two');
  expect(beats).toEqual([0]);
});

test('following to reading: a job that is gone after its start is lost', async () => {
  const { run } = scene([
    ['status', 'running'],
    ['follow', 'absent'],
  ]);
  expect((await run.result()).state).toEqual({ state: 'lost', why: 'gone' });
});

test('following to ended: an abort ends the wait for an orphaned job', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const abort = (): string => {
    setImmediate(() => controller.abort(reason));
    return 'orphaned';
  };
  const { run } = scene(
    [
      ['status', 'running'],
      ['follow', abort],
    ],
    {},
    { leave: controller.signal },
  );
  await expect(run.result()).rejects.toThrow('aborted');
  expect(run.phase).toBe('ended');
});

test('reading to ended: of a log that was read from its middle the end is requested', async () => {
  const { run, calls } = scene(
    [
      ['status', 'running'],
      ['follow', writes('789', 'done 0')],
      ['tail', '0123456789'],
    ],
    {},
    { offset: 7 },
  );
  expect((await run.result()).tail).toBe('0123456789');
  expect(calls.at(-1)).toBe('reading tail');
});
