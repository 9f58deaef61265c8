/** What an automatic deploy does not touch. Pure. */
import { sentences } from '../../lib/sentences';
import { short } from '../short';
import { reasonAtRisk } from './data/at-risk';
import type { DeployFacts } from './facts';
import { mayDeployByItself } from './hold';

/** Why nothing is to be done; null: deploy. Unlike a refusal it fails no run: the caller gets an answer. */
export function reasonToLeave(facts: DeployFacts): string | null {
  const { automatic, app, target, relation, serving } = facts;
  if (!automatic) return null;
  const { by, hold, containsNoMore, dealt, pathsChanged, paths = app.push.paths } = automatic;
  const head = `The head ${short(target.commit)} of ${app.branch}`;
  if (automatic.recovering) return `${app.name} is being recovered: the commit of its data comes first.`;
  if (app.push.deploy === 'manual') return `${app.name} is deployed by hand (push.deploy: manual).`;
  if (relation === 'same' && serving) return `${head} serves already.`;
  if (hold && !mayDeployByItself(hold, containsNoMore)) {
    return sentences(
      `${head} is left: ${app.name} is on hold since it was rolled back from release ${hold.release},`,
      'and the head contains no more than what was left.',
    );
  }
  const leftAtRisk = reasonAtRisk(facts);
  if (leftAtRisk !== null) return leftAtRisk;
  if (!pathsChanged)
    return `${head} changes nothing under ${paths.join(', ')}${paths === app.push.paths || app.push.paths.length > 0 ? '' : ' (other paths: push.paths in the fleet file)'}.`;
  if (by === 'delivery') return null;
  if (!serving)
    return `${app.name} was never deployed by roost: its first deploy is an operator's or a delivery's.`;
  if (dealt && dealt.commit === target.commit)
    return sentences(
      `${head} was dealt with by ${dealt.workflowId}:`,
      'a new commit, a delivery or an operator deploys again.',
    );
  return null;
}
