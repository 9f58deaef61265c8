/**
 * A run of another workflow, as a step: started once for an operation and
 * answer, and waited for by whichever attempt.
 */
import { RoostError } from '../../errors';
import { onlyIf } from '../../lib/only-if';
import type { Scope } from '../../protocol/scope';
import type { StepPart } from '../scope/step';

interface Wanted {
  workflow: string;
  /** With the operation it makes the id of the run. */
  subject: string;
  request: object;
  app?: string;
  host: string;
  /** ms for which its end is waited for after a cancel; absent: until it comes. */
  patience?: number;
  /** Of the step's own run, in words. */
  reason: string;
}

/** Errors: `OtherRunFailed`. Returns how it ended, as a note. */
export async function awaitOther(site: StepPart<Scope>, wanted: Wanted): Promise<string> {
  const { operation, ordinal, by } = site.context;
  const { workflow, subject, request, app, host, patience, reason } = wanted;
  const id = [workflow, subject, operation, ...onlyIf(ordinal > 0, ordinal)].join('-');
  const ended = await site.deps.awaitRun(
    {
      workflow,
      id,
      args: [{ ...request, by, reason }],
      app,
      host,
      patience,
      summary: `${workflow} ${app ?? host}: ${reason}`.slice(0, 200),
    },
    site.work,
  );
  if (ended.failure || !['succeeded', 'unchanged'].includes(ended.outcome ?? ''))
    throw new RoostError(
      'OtherRunFailed',
      `${id} ${ended.outcome ?? ended.status}${ended.failure ? `: ${ended.failure.code}: ${ended.failure.message}` : ''}`,
      { run: id, app },
      { retry: 'never' },
    );
  return `${id} ${ended.outcome ?? ''}`;
}
