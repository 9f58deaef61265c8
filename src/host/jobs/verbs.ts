import { commandError } from '../ssh/failures';
import type { ExecResult, Host, JobSpec, JobState } from '../types';
import type { CallOptions, Caller } from './library';
import { linesOf, parseState } from './protocol';

/** The verbs of jobs.sh on one host. */
export class JobVerbs {
  constructor(
    readonly host: Host,
    private readonly caller: Caller,
  ) {}

  call(
    { folder, id }: JobRef,
    verb: string,
    args: string[] = [],
    options?: CallOptions,
  ): Promise<ExecResult> {
    return this.caller(folder, verb, id, args, options);
  }

  /** Runs a verb that answers with a state. Errors: `DiskFull`, and those of `parseState`. */
  async state(job: JobRef, verb: string, args?: string[], options?: CallOptions): Promise<JobState> {
    const { host } = this;
    const result = await this.call(job, verb, args, options);
    const answer = linesOf(result.stderr).at(-1);
    if (answer?.startsWith('fail') && /No space left on device/i.test(result.stderr))
      throw commandError(host.name, ['jobs.sh', verb], result, host.scrub);
    return parseState(answer, host.name, job.folder);
  }
}

export type JobRef = Pick<JobSpec, 'folder' | 'id'>;
