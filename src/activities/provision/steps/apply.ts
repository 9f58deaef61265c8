/** Makes resources so, in their order, in one script under the fence. */
import { RoostError } from '../../../errors';
import { answers, applyScript, asRoot, readApplied, requireRoot } from '../../../host/provision';
import { sentences } from '../../../lib/sentences';
import { plural } from '../../../lib/units';
import { callOf, nameOf, wantOf } from '../../../plan/provision/kinds';
import type { ProvisionStepArgs } from '../../../protocol/steps/provision';
import type { StepAnswer } from '../../declare';
import type { HostStepSite } from '../../host/site';

/** A restart of Docker, or a large swap file, takes its time. */
const LIMIT_MS = 280_000;

export async function applyResources(
  { change, host }: HostStepSite,
  { resources }: ProvisionStepArgs['applyResources'],
): Promise<StepAnswer> {
  const calls = resources.map((one) => ({ ...callOf(one), want: wantOf(one) }));
  const result = await change(asRoot, { input: applyScript(calls), ok: answers, timeout: LIMIT_MS });
  requireRoot(host, result);
  const { failed, done } = readApplied(result.stdout);
  const culprit = failed && resources[failed.id];
  if (culprit)
    throw new RoostError(
      'ProvisionFailed',
      sentences(
        `${culprit.kind} ${nameOf(culprit)} on ${host.name}:`,
        `${host.scrub(failed.said) || 'it failed and said nothing'}`,
      ),
      { host: host.name },
    );
  if (done < resources.length)
    throw new RoostError(
      'CommandFailed',
      `${host.name} stopped after ${done} of ${resources.length} changes.`,
      {
        host: host.name,
      },
    );
  return plural(done, 'change');
}
