/** Plans another value of an app's secret: pure. */
import { onlyIf } from '../../lib/only-if';
import type { RotationPlan } from '../../protocol/plan';
import type { RotationStepArgs } from '../../protocol/steps/rotation';
import type { Step } from '../../protocol/steps/step';
import { rotationPlan, type Made } from './plan';

export type SecretFacts = RotationStepArgs['commitSecret'];

/** A deploy waits for the app's lock, and for an operator. */
const DEPLOY_SECONDS = 6 * 3_600;

export function planSecret(facts: SecretFacts, made: Made): RotationPlan {
  const { in: where, path, name, staged } = facts;
  const { app, branch } = where;
  const direct = where.commit === 'direct';
  const commit: Step = {
    id: 'commit',
    title: `Change ${name} in ${path} of ${app}, by a commit on ${direct ? branch : 'a branch of its own'}`,
    call: { run: 'commitSecret', args: facts },
    undo: direct
      ? { title: `Take the change back by another commit`, call: { run: 'takeBackSecret', args: facts } }
      : undefined,
    retry: 'short',
    onFailure: 'undo',
  };
  const deploy: Step = {
    id: 'deploy',
    title: `Deploy ${app}; its health says whether the value is good`,
    call: { run: 'deploySecret', args: { app } },
    retry: 'long',
    limit: DEPLOY_SECONDS,
    onFailure: 'undo',
  };
  const forget: Step = {
    id: 'forget',
    title: 'Remove the given value from the state of roost',
    call: { run: 'forgetSecret', args: { staged } },
    retry: 'short',
    onFailure: 'warn',
  };
  return rotationPlan(made, {
    steps: [commit, ...onlyIf(direct, deploy), forget],
    warnings: direct ? [] : ['It ends with a branch to be merged; then deploy'],
    rotation: {
      what: 'secret',
      summary: `another value of ${name} of ${app}`,
      pairs: [
        ['file', path],
        ['branch', branch],
      ],
    },
  });
}
