import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { RoostError } from '../../errors';
import { MINUTE } from '../../lib/time';
import { eitherOf, patiently } from '../patience';
import { wholeLines } from '../ssh/output';
import type { FollowOptions, JobResult, JobSpec, JobState } from '../types';
import { isOver } from './protocol';
import { jobScript } from './script';
import type { JobVerbs } from './verbs';

const defaultCap = 16 * 1024 * 1024;
const tailBytes = 16 * 1024;
/** ms that one call follows; then its channel is free for the next command in the queue. */
const followFor = 20_000;
const beatEvery = 4_000;
const orphanPause = 2_000;

export type JobPhase = 'starting' | 'following' | 'reading' | 'ended';

/** One job, from its start or a later attempt to its end. */
export class JobRun {
  #phase: JobPhase = 'starting';
  /** Of the job's log: how far it was read. */
  #offset: number;
  /** The last bytes that were read. */
  #end: Buffer = Buffer.alloc(0);
  readonly #signal: AbortSignal | undefined;

  constructor(
    private readonly verbs: JobVerbs,
    private readonly spec: JobSpec,
    private readonly options: FollowOptions,
  ) {
    this.#offset = options.offset ?? 0;
    this.#signal = eitherOf(options.signal, options.leave);
  }

  get phase(): JobPhase {
    return this.#phase;
  }

  async result(): Promise<JobResult> {
    const { onBeat } = this.options;
    onBeat?.(this.#offset);
    const beat = setInterval(() => onBeat?.(this.#offset), beatEvery);
    try {
      await this.#patiently(() => this.#start());
      this.#phase = 'following';
      const state = await this.#follow();
      this.#phase = 'reading';
      return { state, tail: await this.#tail() };
    } finally {
      this.#phase = 'ended';
      clearInterval(beat);
    }
  }

  /** Starts the job unless it exists. A job that is missing after its acknowledgement is lost, not absent. */
  async #start(): Promise<void> {
    const { spec, verbs } = this;
    if (!spec.isNew && isThere(await verbs.state(spec, 'status'))) return;
    const script = Buffer.from(jobScript(spec));
    const input = Buffer.from(spec.input ?? '');
    const blocks = Math.ceil(this.#cap / 512);
    const args = [randomBytes(9).toString('hex'), script.length, input.length, blocks].map(String);
    const begun = await verbs.state(spec, 'start', args, {
      input: Buffer.concat([script, input]),
      wrap: spec.start,
      signal: this.#signal,
      timeout: 2 * MINUTE,
    });
    const { name } = verbs.host;
    if (!isThere(begun))
      throw new RoostError('HostBusy', `${name} is too busy to start a job.`, { host: name });
  }

  async #follow(): Promise<JobState> {
    for (;;) {
      const state = await this.#patiently(() =>
        this.verbs.state(this.spec, 'follow', [String(this.#offset), String(followFor / 10)], {
          onStdout: this.#take,
          signal: this.#signal,
          timeout: followFor + 40_000,
        }),
      );
      if (isOver(state)) return state;
      if (!isThere(state)) return { state: 'lost', why: 'gone' };
      if (state.state === 'orphaned') await sleep(orphanPause, undefined, { signal: this.#signal });
    }
  }

  readonly #take = (chunk: Buffer): void => {
    this.#offset += chunk.length;
    this.#end = Buffer.concat([this.#end, chunk]).subarray(-tailBytes);
    this.options.onOutput?.(chunk);
  };

  /**
   * The log's last bytes, requested if not all of it was read; past its limit it continues in another file.
   */
  async #tail(): Promise<string> {
    const isWhole = this.#end.length === this.#offset && this.#offset < this.#cap;
    const text = isWhole
      ? this.#end.toString('utf8')
      : (await this.#patiently(() => this.verbs.call(this.spec, 'tail', [String(tailBytes)]))).stdout;
    return this.verbs.host.scrub(Buffer.byteLength(text) < tailBytes ? text : wholeLines(text));
  }

  get #cap(): number {
    return this.spec.cap ?? defaultCap;
  }

  #patiently<T>(ask: () => Promise<T>): Promise<T> {
    return patiently(ask, { signal: this.#signal });
  }
}

const isThere = ({ state }: JobState): boolean => state !== 'absent' && state !== 'staged';
