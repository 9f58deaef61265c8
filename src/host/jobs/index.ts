/** Detached jobs on a host, by jobs.sh. */
import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE, SECOND } from '../../lib/time';
import { patiently } from '../patience';
import type { FollowOptions, Host, JobResult, Jobs, JobSpec, JobState } from '../types';
import { createCaller } from './library';
import { isOver, linesOf, parseState } from './protocol';
import { JobRun } from './run';
import { JobVerbs } from './verbs';

const graceDefault = 10 * SECOND;
const hungPause = 2_000;

export const createJobs = (host: Host): Jobs => new HostJobs(host);

class HostJobs implements Jobs {
  readonly #verbs: JobVerbs;

  constructor(host: Host) {
    this.#verbs = new JobVerbs(host, createCaller(host));
  }

  status(folder: string, id: string): Promise<JobState> {
    return this.#verbs.state({ folder, id }, 'status');
  }

  async cancel(folder: string, id: string, grace = graceDefault): Promise<JobState> {
    const tenths = String(Math.ceil(grace / 100));
    const options = { timeout: grace + MINUTE };
    // After TERM and KILL only processes that hang in the kernel are left. They are waited for.
    for (;;) {
      const state = await patiently(() => this.#verbs.state({ folder, id }, 'cancel', [tenths], options));
      if (isOver(state)) return state;
      await sleep(hungPause);
    }
  }

  async run(spec: JobSpec, options: FollowOptions = {}): Promise<JobResult> {
    try {
      return await new JobRun(this.#verbs, spec, options).result();
    } catch (error) {
      if (!options.signal?.aborted) throw error;
      await this.cancel(spec.folder, spec.id);
      throw options.signal.reason;
    }
  }

  async cancelAll(folder: string, except: string[] = []): Promise<string[]> {
    const { stderr } = await this.#verbs.call({ folder, id: 'all' }, 'list');
    const lines = linesOf(stderr);
    if (lines.at(-1) !== 'end') parseState(lines.at(-1), this.#verbs.host.name, folder);
    const unfinished = lines
      .slice(0, -1)
      .map((line) => line.slice(0, line.indexOf(' ')))
      .filter((id) => !except.includes(id));
    await Promise.all(unfinished.map((id) => this.cancel(folder, id)));
    return unfinished;
  }
}
