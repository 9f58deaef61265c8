import type { ComposeModel, ComposeService } from '../../../../src/fleet/contract/types';
import { dataMadeAnew, dataThatStays, dataWarnings } from '../../../../src/plan/release/data/services';
import { planDeploy } from '../../../../src/plan/release/deploy';
import type { DeployFacts } from '../../../../src/plan/release/facts';
import { staying } from '../../../../src/plan/short';
import { facts } from '../facts';

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

test('the stop names all services that stay', () => {
  expect([staying([]), staying(['db']), staying(['db', 'redis'])]).toEqual([
    '',
    ' (db stays)',
    ' (db, redis stay)',
  ]);
});

/** In the network of another. */
const net = (to: string) => ({ ties: [{ setting: 'network_mode', to: `service:${to}` }] });

it.each<[string, DeployFacts, Record<string, string[]>]>([
  ['stays, whatever it depends on', with_({ dependsOn: ['unbound'] }, ['unbound']), { db: [] }],
  ['stays, and is started again', with_({ restartsWith: ['unbound'] }, ['unbound']), { db: ['unbound'] }],
  ['is changed itself', with_({}, ['db']), {}],
  // Its images get names of their own with a release, also where the plan has no change of it.
  ['is in the namespace of what holds none', with_(net('unbound')), {}],
])('keeps its container or not: what %s', (_, of, stays) => {
  expect(dataThatStays(of, s)).toEqual(stays);
  const { steps } = planDeploy(of, { strategy: 'recreate' }, 'op', 1);
  const [stop, start] = ['stop', 'start'].map((id) => steps.find((step) => step.id === id));
  // A release that is gone back to, too.
  expect(start?.call).toMatchObject({ run: 'startRelease', args: { stays } });
  expect(stop?.undo?.call).toMatchObject({ run: 'startRelease', args: { stays } });
});

it('lets the app’s own service never stay', () => {
  expect(dataThatStays(with_({}), { ...s, dataServices: ['app', 'db'] })).toEqual({ db: [] });
});
