import { reviewAccess } from '../../../src/plan/cloudflare/review';
import { fleetOf, settledState } from './sample';

const review = (change: (state: ReturnType<typeof settledState>) => void) => {
  const state = settledState();
  change(state);
  return reviewAccess(fleetOf(), state).findings.map(({ domain, finding }) => `${domain}: ${finding}`);
};

it('finds nothing where Access is as the fleet file says', () => {
  expect(reviewAccess(fleetOf(), settledState())).toEqual({ applications: 2, findings: [] });
});

it('names a policy of the fleet that lets in more, or asks for less', () => {
  const fleet = fleetOf();
  fleet.cloudflare.policies.staff!.require = [{ country: 'DE' }];
  fleet.cloudflare.policies.staff!.exclude = [{ email: 'guest@sgos.example' }];
  const state = settledState();
  state.policies[0]!.include.push({ everyone: {} });
  const found = reviewAccess(fleet, state).findings.filter(({ domain }) => domain === 'status.sgos.example');
  expect(found.map(({ finding }) => finding)).toEqual([
    'policy staff [roost sgos] also lets in everyone',
    'policy staff [roost sgos] no longer excludes email guest@sgos.example',
    'policy staff [roost sgos] no longer requires geo DE',
  ]);
});

it('names applications and policies of others, also for a path of a hostname of the fleet', () => {
  const own = {
    id: 'o',
    name: 'open',
    decision: 'bypass',
    include: [{ everyone: {} }],
    exclude: [],
    require: [],
    session: null,
  };
  expect(
    review((state) => {
      state.applications.push({
        ...state.applications[1]!,
        id: 'x',
        name: 'by hand',
        domain: 'phone.sgos.example/api',
        policies: [],
        inline: ['open'],
        own: [own],
      });
      state.applications[0]!.policies.push('p2');
    }),
  ).toEqual([
    'status.sgos.example: policy machines [roost sgos] (non_identity) is not in the fleet file: any_valid_service_token',
    'phone.sgos.example/api: policy open (bypass) is not in the fleet file: everyone',
  ]);
});

it('names a hostname that has lost its application; one that denies lets nobody in', () => {
  expect(review((state) => state.applications.pop())).toEqual([
    'phone.sgos.example: has no Access application, though the fleet file wants one',
  ]);
  expect(
    review((state) => {
      state.policies.push({ ...state.policies[0]!, id: 'p9', name: 'no', decision: 'deny' });
      state.applications[0]!.policies.push('p9');
    }),
  ).toEqual([]);
});
