import { planDeploy, type DeployOptions } from '../../../src/plan/release/deploy';
import type { AutomaticFacts, DeployFacts } from '../../../src/plan/release/facts';
import { app, facts } from './facts';

const hold = {
  release: 4,
  commit: 'c'.repeat(40),
  version: '1.4.0',
  commits: ['c'.repeat(40)],
  since: '2026-03-04T02:00:00Z',
  by: 'op',
};

function plan(
  automatic: Partial<AutomaticFacts>,
  change: Partial<DeployFacts> = {},
  options: DeployOptions = { diverged: true },
) {
  const all: AutomaticFacts = {
    by: 'delivery',
    hold: null,
    containsNoMore: false,
    dealt: null,
    pathsChanged: true,
    ...automatic,
  };
  return planDeploy(facts({ ...change, automatic: all }), options, 'op1', 1_800_000);
}
const dealt = { commit: facts({}).target.commit, workflowId: 'deploy-phone-1' };

it('deploys a new head like an operator', () => {
  const { hash, steps } = planDeploy(facts({}), {}, 'op1', 1_800_000);
  expect(plan({})).toMatchObject({ hash, steps });
});

it.each<[string, Partial<AutomaticFacts>, Partial<DeployFacts>, RegExp]>([
  ['the head that serves', {}, { relation: 'same' }, /serves already/],
  [
    'any head while data are not known to be right',
    {},
    { releases: [{ release: 5, committed: false, dump: true, dataAtRisk: true }] },
    /half migrated since release 5 was not undone: an operator deploys next/,
  ],
  [
    'on hold, a head that contains no more than what was left',
    { hold, containsNoMore: true },
    {},
    /on hold since it was rolled back from release 4/,
  ],
  [
    'a head that changes nothing under the paths',
    { pathsChanged: false },
    { app: { ...app, push: { ...app.push, paths: ['stacks/site'] } } },
    /nothing under stacks\/site/,
  ],
  [
    'an app that is deployed by hand',
    {},
    { app: { ...app, push: { ...app.push, deploy: 'manual' } } },
    /by hand/,
  ],
  [
    'by comparison, a head that was dealt with',
    { by: 'comparison', dealt },
    {},
    /dealt with by deploy-phone-1/,
  ],
  [
    'by comparison, an app that roost has never deployed',
    { by: 'comparison' },
    { serving: null },
    /never deployed by roost/,
  ],
])('leaves %s, and says why', (_what, automatic, change, why) => {
  const { steps, warnings } = plan(automatic, change);
  expect(steps).toEqual([]);
  expect(warnings).toEqual([expect.stringMatching(why)]);
});

it.each<[string, Partial<AutomaticFacts>, Partial<DeployFacts>]>([
  ['on hold, a head that contains more than what was left', { hold }, {}],
  ['by a delivery, a head whose deploy failed before', { dealt }, {}],
  [
    'by comparison, a head after the one that was dealt with',
    { by: 'comparison', dealt: { ...dealt, commit: 'd'.repeat(40) } },
    {},
  ],
  ['by a delivery, an app that roost has never deployed', {}, { serving: null }],
  ['after a force-push, a head beside the serving commit', {}, { relation: 'diverged' }],
])('deploys %s', (_what, automatic, change) => expect(plan(automatic, change).steps).not.toEqual([]));

it('refuses a force-push over a breaking migration, and where the fleet does not want any', () => {
  const code = (change: Partial<DeployFacts>, options?: DeployOptions): string => {
    try {
      return plan({}, change, options).hash;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(code({ relation: 'diverged', leftMigration: 'breaking' })).toBe('NotAhead');
  expect(code({ relation: 'behind', leftMigration: 'breaking' })).toBe('NotAhead');
  expect(code({ relation: 'diverged' }, {})).toBe('NotAhead');
});

it('leaves a head before it looks at its contract: what is not deployed need not be right', () => {
  const contract = {
    problems: [{ file: 'app.json', field: 'name', message: 'is missing' }],
    facts: null,
    compose: null,
  } as unknown as DeployFacts['contract'];
  expect(plan({ hold, containsNoMore: true }, { contract }).steps).toEqual([]);
});
