/** The activities that work with the fleet's account at Cloudflare. */
import type { CloudflareActivities } from '../../protocol/activities';
import type { FleetScope } from '../../protocol/scope';
import type { StepActivities } from '../../protocol/steps/activities';
import type { AccountStepArgs, CloudflareStepArgs } from '../../protocol/steps/cloudflare';
import { activity } from '../activity';
import { lockedSteps, type StepBody } from '../declare';
import type { Deps } from '../deps';
import { planCloudflareAdopt, planCloudflareApply, review } from './plan';
import { planCloudflareRotate, renewToken } from './rotate';
import { cloudflareSite, type CloudflareSite } from './site';

/** Each kind is one change of the account: the same name. */
const change =
  <K extends keyof AccountStepArgs>(kind: K): StepBody<CloudflareSite, AccountStepArgs[K]> =>
  ({ account, signal }, args) =>
    account[kind](args as never, signal);

export const cloudflareActivities = (
  deps: Deps,
): CloudflareActivities & Pick<StepActivities, keyof CloudflareStepArgs> => ({
  ...lockedSteps<CloudflareStepArgs, CloudflareSite, FleetScope>(
    deps,
    { site: cloudflareSite },
    {
      createTunnel: change('createTunnel'),
      writeIngress: change('writeIngress'),
      removeTunnel: change('removeTunnel'),
      writeDnsRecord: change('writeDnsRecord'),
      removeDnsRecord: change('removeDnsRecord'),
      writeAccessPolicy: change('writeAccessPolicy'),
      removeAccessPolicy: change('removeAccessPolicy'),
      writeAccessApplication: change('writeAccessApplication'),
      removeAccessApplication: change('removeAccessApplication'),
      markTunnel: change('markTunnel'),
      markDnsRecord: change('markDnsRecord'),
      markAccessPolicy: change('markAccessPolicy'),
      markAccessApplication: change('markAccessApplication'),
      renewToken,
      removeToken: ({ account, signal }, token) => account.tokens.remove(token, signal),
    },
  ),
  planCloudflareApply: activity(
    deps,
    (request, lease) => planCloudflareApply(deps, request, lease),
    (_request, _lease) => ({}),
  ),
  reviewAccess: activity(
    deps,
    () => review(deps),
    () => ({}),
  ),
  planCloudflareRotate: activity(
    deps,
    (request, lease) => planCloudflareRotate(deps, request, lease),
    (_request, _lease) => ({}),
  ),
  planCloudflareAdopt: activity(
    deps,
    (request, lease) => planCloudflareAdopt(deps, request, lease),
    (_request, _lease) => ({}),
  ),
});
