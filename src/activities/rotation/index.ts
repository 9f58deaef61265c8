/** The activities that put other keys and passwords in place of the present ones. */
import { sentences } from '../../lib/sentences';
import type { RotationActivities } from '../../protocol/activities';
import type { FleetScope } from '../../protocol/scope';
import type { StepActivities } from '../../protocol/steps/activities';
import type { RotationStepArgs } from '../../protocol/steps/rotation';
import { makeNext, retireFormer } from '../../secrets/age/key-file';
import { activity } from '../activity';
import { lockedSteps } from '../declare';
import type { Deps } from '../deps';
import { changeKeys, narrow, share } from './age-key/change';
import { changeControl, proveControl } from './age-key/control';
import { rotatingKeys } from './age-key/keys';
import { proveBranch } from './age-key/prove';
import { planRotate } from './plan';
import {
  addRepositoryKey,
  forgetPassword,
  preparePassword,
  removeRepositoryKey,
  storePassword,
} from './restic/passwords';
import { commitSecret, forgetSecret, takeBackSecret } from './secret/change';
import { rotationSite, type RotationSite } from './site';
import { makeSshKey, narrowSshKey, retireSshKey, shareSshKey, useSshKey } from './ssh-key/steps';

export const rotationActivities = (
  deps: Deps,
): RotationActivities & Pick<StepActivities, keyof RotationStepArgs> => ({
  ...lockedSteps<RotationStepArgs, RotationSite, FleetScope>(
    deps,
    { site: rotationSite },
    {
      async makeAgeKey(site, { file }) {
        const { files } = await rotatingKeys(deps, file);
        await site.hold();
        return makeNext(await deps.tool('age-keygen'), files);
      },
      shareSecrets: (site, args) => changeKeys(site, args.file, args.in, share),
      proveAgeKey: (site, args) => proveBranch(site, args.file, args.in, args.former),
      narrowSecrets: (site, args) => changeKeys(site, args.file, args.in, narrow),
      shareControl: (site, { file, secrets }) => changeControl(site, file, secrets, share),
      makeSshKey,
      shareSshKey,
      useSshKey,
      narrowSshKey,
      retireSshKey,
      proveControl,
      narrowControl: (site, { file, secrets }) => changeControl(site, file, secrets, narrow),
      commitSecret,
      takeBackSecret,
      async deploySecret({ context }, { app }) {
        const { operation, by, reason = 'another value of a secret' } = context;
        return deps.deploy(app, `deploy-${app}-${operation}`, by, reason);
      },
      forgetSecret,
      preparePassword,
      addRepositoryKey,
      storePassword,
      removeRepositoryKey,
      forgetPassword,
      async retireAgeKey(site, { file }) {
        const { files } = await rotatingKeys(deps, file);
        await site.hold();
        await retireFormer(files);
        return sentences(
          `${files.former} has the former key:`,
          'keep it as long as an old snapshot or commit matters, then delete it',
        );
      },
    },
  ),
  planRotate: activity(
    deps,
    (request, lease) => planRotate(deps, request, lease),
    (_request, _lease) => ({}),
  ),
});
