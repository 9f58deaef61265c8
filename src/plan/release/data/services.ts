/** What becomes of the services that hold data, and are to run on. Pure. */
import { sentences } from '../../../lib/sentences';
import type { DeployFacts } from '../facts';
import type { DeploySituation } from '../situation';

type Facts = Pick<DeployFacts, 'app' | 'changes' | 'contract' | 'changedServices'>;
type Situation = Pick<DeploySituation, 'dataServices' | 'former'>;

/**
 * Those that Compose makes anew: their own definition changes, or they
 * use the network of one that is made anew.
 */
export function dataMadeAnew(facts: Facts, { dataServices }: Situation): string[] {
  return dataServices.filter(
    (name) => changed(facts, name) || tiesOf(facts, name).some((to) => isMadeAnew(facts, to)),
  );
}

/**
 * Those that keep their containers, each with the services that it is
 * started again with (`depends_on … restart`). What is in the namespace of
 * another that may be made anew is not among them.
 */
export function dataThatStays(facts: Facts, s: Situation): Record<string, string[]> {
  const anew = dataMadeAnew(facts, s);
  let stays = s.dataServices.filter((name) => name !== facts.app.service && !anew.includes(name));
  for (let before = -1; before !== stays.length;) {
    before = stays.length;
    stays = stays.filter((name) => tiesOf(facts, name).every((to) => stays.includes(to)));
  }
  return Object.fromEntries(stays.map((name) => [name, serviceOf(facts, name)?.restartsWith ?? []]));
}

export function dataWarnings(facts: Facts, s: Situation): string[] {
  if (!s.former) return [];
  const anew = dataMadeAnew(facts, s);
  const restarted = s.dataServices
    .filter((name) => !anew.includes(name))
    .flatMap((name) => {
      const by = (serviceOf(facts, name)?.restartsWith ?? []).filter((one) => isMadeAnew(facts, one));
      return by.length > 0 ? [`${name} with ${by.join(' and ')}`] : [];
    });
  return [
    ...(anew.length > 0
      ? [`What holds data changes too, and is made anew on its volumes: ${anew.join(', ')}.`]
      : []),
    ...(restarted.length > 0
      ? [
          sentences(
            'What holds data is stopped and started again,',
            `since the Compose file says so (depends_on … restart): ${restarted.join(', ')}.`,
          ),
        ]
      : []),
  ];
}

const serviceOf = ({ contract }: Facts, name: string) => contract.compose?.services[name];

const tiesOf = (facts: Facts, name: string): string[] =>
  (serviceOf(facts, name)?.ties ?? []).flatMap(({ setting, to }) =>
    setting !== 'links' && to.startsWith('service:') ? [to.slice(8)] : [],
  );

/** As what runs shows it; without that as the definitions say. */
const changed = ({ changes, changedServices }: Facts, name: string): boolean =>
  changes
    ? changes.services.some(({ service, is }) => service === name && is === 'changed')
    : changedServices.includes(name);

/** The app's own service always is: its image gets a name of its own with each release. */
const isMadeAnew = (facts: Facts, name: string): boolean =>
  name === facts.app.service || changed(facts, name);
