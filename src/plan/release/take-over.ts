/**
 * What a person has started, of the very commit that roost is to deploy: it is taken over as it runs, and
 * nothing is stopped, unless Docker Compose would make some of it anew.
 */
import type { Step } from '../../protocol/steps/step';
import { short } from '../short';
import type { DeployFacts } from './facts';
import { bringsNewer } from './newer';
import type { DeploySituation } from './situation';
import { commitStep, prepareSteps, verifyStep } from './steps';

/** Services whose containers have come to their end, as they should. */
function ended({ changes, containers }: DeployFacts): string[] {
  const once = changes?.once ?? [];
  const services = [...new Set(containers.map(({ service }) => service))];
  return services.filter((name) =>
    containers.every(
      (one) => one.service !== name || one.ended || (one.state === 'exited' && once.includes(name)),
    ),
  );
}

/**
 * Why the commit that runs is not taken over as it runs, a line each; empty: it is. Null: it is not such a
 * deploy.
 */
export function whyNotAsItRuns(facts: DeployFacts, s: DeploySituation, again = false): string[] | null {
  const { app, changes, containers, contract, changedByHand, brought = [] } = facts;
  if (!s.adopting || facts.relation !== 'same' || again || bringsNewer(facts) || !changes) return null;
  const { services, volumes = [], folders = [] } = changes;
  // The plan names them by itself.
  if (services.length + volumes.length + folders.length + changedByHand.length + brought.length > 0)
    return null;
  const once = ended(facts);
  // Those of profiles that are not active are a person's own.
  const known = contract.compose?.services;
  const isWanted = (name: string): boolean => !once.includes(name) && (!known || name in known);
  const down = containers.filter(
    ({ service, state, health }) => isWanted(service) && (state !== 'running' || health === 'unhealthy'),
  );
  const serving = containers.filter(({ service, state }) => service === app.service && state === 'running');
  const misnamed = app.container === undefined ? [] : serving.filter(({ name }) => name !== app.container);
  return [
    ...down.map(({ name, state, health }) => `${name} is ${state === 'running' ? health : state}`),
    ...misnamed.map(({ name }) => `${name} is to be named ${app.container}`),
    ...(facts.doubts ?? []),
  ];
}

export function takeOverSteps(facts: DeployFacts, s: DeploySituation): Step[] {
  const { containers, target } = facts;
  const images = Object.fromEntries(
    [...containers]
      .sort((a, b) => Number(a.state === 'running') - Number(b.state === 'running'))
      .map(({ service, imageId }) => [service, imageId]),
  );
  const prepare = prepareSteps(facts, s, 'recreate').map((step): Step => {
    if (step.call.run !== 'buildImages') return step;
    const args = { ...step.call.args, kept: images };
    return { ...step, title: 'Keep the images that run', call: { run: 'buildImages', args } };
  });
  const shared = { probe: s.probe, dataServices: s.dataServices, asItRuns: true } as const;
  const take: Step = {
    id: 'take-over',
    title: `Take over what runs of ${short(target.commit)} as release ${s.release}, without a stop`,
    call: { run: 'startRelease', args: { release: s.release, ...shared } },
    undo: {
      title: 'Lay the files back as they were',
      call: { run: 'startRelease', args: { release: s.former?.release ?? 0, ...shared } },
    },
    retry: 'health',
    limit: Math.ceil(s.probe.wait / 1000) + 300,
    onFailure: 'undo',
  };
  const verify = verifyStep(facts, s, null, [...new Set([...s.dataServices, ...ended(facts)])]);
  if (verify.call.run === 'verifyRelease') verify.call.args.asItRuns = true;
  return [...prepare, take, verify, commitStep(s)];
}
