/** A run that brings a part of an app back, as a step. */
import type { RecoverStepArgs } from '../../../protocol/steps/recover';
import { awaitOther } from '../../app/other-run';
import type { HostStepSite } from '../../host/site';
import { notePart, partsDone } from './mark';

export async function awaitRun(site: HostStepSite, args: RecoverStepArgs['awaitRun']): Promise<string> {
  const { workflow, request, of, after = [], done, part } = args;
  const { host } = site.scope;
  const parts = of ? await partsDone(site, of.directory) : [];
  if (done && parts?.includes(done)) return 'done before';
  const missing = after.filter((part) => !parts?.includes(part));
  if (missing.length > 0) return `left out: it is not ${missing.join(' and ')}`;
  const ended = await awaitOther(site, {
    workflow,
    subject: [of?.app ?? host, ...(part === undefined ? [] : [part])].join('-'),
    request,
    app: of?.app,
    host,
    reason: `the recovery of ${host}, ${site.context.operation}`,
  });
  if (of && done) await notePart(site, of.directory, done);
  return ended;
}
