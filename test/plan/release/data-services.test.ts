import type { ComposeModel, ComposeService } from '../../../src/fleet/contract/types';
import { dataMadeAnew, dataWarnings } from '../../../src/plan/release/data-services';
import { planDeploy } from '../../../src/plan/release/deploy';
import type { DeployFacts } from '../../../src/plan/release/facts';
import { facts } from './facts';

const s = { dataServices: ['db'], former: { release: 4, commit: null, version: null } };
const with_ = (db: Partial<ComposeService>, names: string[] = []): DeployFacts => {
  const services = {
    app: {},
    unbound: {},
    db: { ties: [], restartsWith: [], runFirst: [], profiles: [], ...db },
  };
  for (const one of [services.app, services.unbound])
    Object.assign(one, { ties: [], restartsWith: [], runFirst: [], profiles: [] });
  return facts({
    contract: { ...facts().contract, compose: { services, networks: {} } as unknown as ComposeModel },
    changes: { services: names.map((service) => ({ service, is: 'changed' as const })) },
  });
};

it.each<[string, DeployFacts, string[], RegExp | null]>([
  ['stays', with_({}, ['unbound']), [], null],
  ['is changed itself', with_({}, ['db']), ['db'], /made anew on its volumes: db\./],
  ['is changed, as the definitions say', facts({ changedServices: ['db'] }), ['db'], /made anew/],
  [
    'is restarted with what is made anew',
    with_({ restartsWith: ['unbound'] }, ['unbound']),
    [],
    /stopped and started again.*: db with unbound\./,
  ],
  ['is restarted with the app’s own service', with_({ restartsWith: ['app'] }), [], /db with app\./],
  ['is not restarted with what stays', with_({ restartsWith: ['unbound'] }), [], null],
  [
    'has the network of what is made anew',
    with_({ ties: [{ setting: 'network_mode', to: 'service:unbound' }] }, ['unbound']),
    ['db'],
    /made anew/,
  ],
])('what holds data %s', (_, of, anew, warning) => {
  expect(dataMadeAnew(of, s)).toEqual(anew);
  const said = dataWarnings(of, s);
  if (warning) expect(said).toEqual([expect.stringMatching(warning)]);
  else expect(said).toEqual([]);
  // At a first deploy there is nothing that could be made anew.
  expect(dataWarnings(of, { ...s, former: null })).toEqual([]);
  const stop = planDeploy(of, { strategy: 'recreate' }, 'op', 1).steps.find(({ id }) => id === 'stop');
  expect(stop?.title).toBe(anew.length > 0 ? 'Stop release 4' : 'Stop release 4 (db stays)');
});
