/** A run of another workflow, as a step: started once for an operation and answer, and waited for by whichever attempt. */
import { RoostError } from '../../../errors';
import type { RecoverStepArgs } from '../../../protocol/steps/recover';
import type { HostStepSite } from '../../host/site';
import { notePart, partsDone } from './mark';

export async function awaitRun(site: HostStepSite, args: RecoverStepArgs['awaitRun']): Promise<string> {
  const { workflow, request, of, after = [], done } = args;
  const { operation, ordinal, by } = site.context;
  const parts = of ? await partsDone(site, of.directory) : [];
  if (done && parts?.includes(done)) return 'done before';
  const missing = after.filter((part) => !parts?.includes(part));
  if (missing.length > 0) return `left out: it is not ${missing.join(' and ')}`;
  const subject = of?.app ?? site.scope.host;
  const id = [workflow, subject, operation, ...(ordinal > 0 ? [ordinal] : [])].join('-');
  const ended = await site.deps.awaitRun(
    {
      workflow,
      id,
      args: [{ ...request, by, reason: `the recovery of ${site.scope.host}, ${operation}` }],
      app: of?.app,
      host: site.scope.host,
      summary: `${workflow} ${subject}: the recovery ${operation}`,
    },
    site.work,
  );
  if (ended.failure || !['succeeded', 'unchanged'].includes(ended.outcome ?? ''))
    throw new RoostError(
      'OtherRunFailed',
      `${id} ${ended.outcome ?? ended.status}${ended.failure ? `: ${ended.failure.code}: ${ended.failure.message}` : ''}`,
      { run: id, app: of?.app },
      { retry: 'never' },
    );
  if (of && done) await notePart(site, of.directory, done);
  return `${id} ${ended.outcome ?? ''}`;
}
