import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { RoostError } from '../errors';
import { createCaller } from './jobs/library';
import { isOver, parseState, saidIn } from './jobs/protocol';
import { jobScript } from './jobs/script';
import { eitherOf, patiently } from './patience';
import { commandError } from './ssh/failures';
import { wholeLines } from './ssh/output';
import type { FollowOptions, Host, JobResult, Jobs, JobSpec, JobState } from './types';

const defaultCap = 16 * 1024 * 1024;
const tailBytes = 16 * 1024;
const graceDefault = 10_000;
/** ms that one call follows; then the channel is given to whoever waits for it. */
const followFor = 20_000;
const beatEvery = 4_000;
const orphanPause = 2_000;

/** Of a job's log: how far it was read, and the end of what was. */
interface Seen {
  offset: number;
  end: Buffer;
}

export function createJobs(host: Host): Jobs {
  const call = createCaller(host);

  async function ask(
    folder: string,
    verb: string,
    id: string,
    args: string[],
    options: Parameters<typeof call>[4] = {},
  ): Promise<JobState> {
    const result = await call(folder, verb, id, args, options);
    const said = saidIn(result.stderr).at(-1);
    if (said?.startsWith('fail') && /No space left on device/i.test(result.stderr))
      throw commandError(host.name, ['jobs.sh', verb], result, host.scrub);
    return parseState(said, host.name, folder);
  }

  const status = (folder: string, id: string): Promise<JobState> => ask(folder, 'status', id, []);

  async function cancel(folder: string, id: string, grace = graceDefault): Promise<JobState> {
    // Past TERM and KILL only what hangs in the kernel is left; it is waited for.
    for (;;) {
      const state = await patiently(() =>
        ask(folder, 'cancel', id, [String(Math.ceil(grace / 100))], { timeout: grace + 60_000 }),
      );
      if (isOver(state)) return state;
      await sleep(orphanPause);
    }
  }

  /** Starts the job unless it is there. An acknowledged one that is gone again is lost, not absent. */
  async function begin(spec: JobSpec, signal?: AbortSignal): Promise<void> {
    const script = Buffer.from(jobScript(spec));
    const input = Buffer.from(spec.input ?? '');
    const blocks = Math.ceil((spec.cap ?? defaultCap) / 512);
    await patiently(
      async () => {
        const { state } = spec.isNew ? { state: 'absent' } : await status(spec.folder, spec.id);
        if (state !== 'absent' && state !== 'staged') return;
        const args = [randomBytes(9).toString('hex'), script.length, input.length, blocks].map(String);
        const begun = await ask(spec.folder, 'start', spec.id, args, {
          input: Buffer.concat([script, input]),
          wrap: spec.start,
          signal,
          timeout: 120_000,
        });
        if (begun.state === 'absent' || begun.state === 'staged')
          throw new RoostError('HostBusy', `${host.name} is too busy to start a job.`, { host: host.name });
      },
      { signal },
    );
  }

  async function follow(
    { folder, id }: JobSpec,
    at: Seen,
    { signal, onOutput }: FollowOptions,
  ): Promise<JobState> {
    const onStdout = (chunk: Buffer) => {
      at.offset += chunk.length;
      at.end = Buffer.concat([at.end, chunk]).subarray(-tailBytes);
      onOutput?.(chunk);
    };
    for (;;) {
      const state = await patiently(
        () =>
          ask(folder, 'follow', id, [String(at.offset), String(followFor / 10)], {
            onStdout,
            signal,
            timeout: followFor + 40_000,
          }),
        { signal },
      );
      if (isOver(state)) return state;
      if (state.state === 'absent' || state.state === 'staged') return { state: 'lost', why: 'gone' };
      if (state.state === 'orphaned') await sleep(orphanPause, undefined, { signal });
    }
  }

  /** The log's last bytes. What was seen whole need not be asked for; past its limit it goes on in another file. */
  async function tailOf(
    { folder, id, cap = defaultCap }: JobSpec,
    { offset, end }: Seen,
    signal?: AbortSignal,
  ): Promise<string> {
    const isWhole = end.length === offset && offset < cap;
    const text = isWhole
      ? end.toString('utf8')
      : (await patiently(() => call(folder, 'tail', id, [String(tailBytes)]), { signal })).stdout;
    return host.scrub(Buffer.byteLength(text) < tailBytes ? text : wholeLines(text));
  }

  return {
    status,
    cancel,
    async run(spec, options = {}): Promise<JobResult> {
      const { signal: cancelled, leave, onBeat, offset = 0 } = options;
      const signal = eitherOf(cancelled, leave);
      const at: Seen = { offset, end: Buffer.alloc(0) };
      onBeat?.(offset);
      const beat = setInterval(() => onBeat?.(at.offset), beatEvery);
      try {
        await begin(spec, signal);
        const state = await follow(spec, at, { ...options, signal });
        return { state, tail: await tailOf(spec, at, signal) };
      } catch (error) {
        if (!cancelled?.aborted) throw error;
        await cancel(spec.folder, spec.id);
        throw cancelled.reason;
      } finally {
        clearInterval(beat);
      }
    },
    async cancelAll(folder, except = []) {
      const result = await call(folder, 'list', 'all', []);
      const said = saidIn(result.stderr);
      if (said.at(-1) !== 'end') parseState(said.at(-1), host.name, folder);
      const unfinished = said
        .slice(0, -1)
        .map((line) => line.slice(0, line.indexOf(' ')))
        .filter((id) => !except.includes(id));
      await Promise.all(unfinished.map((id) => cancel(folder, id)));
      return unfinished;
    },
  };
}
