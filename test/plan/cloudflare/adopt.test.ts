import { planAdoption } from '../../../src/plan/cloudflare/adopt';
import { adoptionPlan, byHand, fleetOf, record, settledState } from './sample';

const options = {
  scope: { kind: 'fleet' as const, directory: '/d' },
  operation: 'c0ffee0001',
  decideWait: 1,
};
const adopt = (state = byHand(), more: object = {}) =>
  planAdoption(fleetOf(), state, { ...options, ...more });

it('marks what is there and wanted, and changes nothing else', () => {
  const { steps, warnings, cloudflare } = adoptionPlan();
  expect(steps.map(({ call }) => call.run)).toEqual([
    'markTunnel',
    'markTunnel',
    'markAccessPolicy',
    'markAccessPolicy',
    'markAccessApplication',
    'markAccessApplication',
    'markDnsRecord',
    'markDnsRecord',
    'markDnsRecord',
    'markDnsRecord',
    'markDnsRecord',
  ]);
  expect(steps[0]!.title).toBe('Rename the tunnel toucan to roost.sgos.toucan; its id stays');
  expect(warnings).toEqual([]);
  expect(cloudflare.counts).toEqual({ create: 0, change: 11, remove: 0, same: 0 });
});

it('finds nothing where all is marked, or nothing is there', () => {
  expect(adopt(settledState()).steps).toEqual([]);
  expect(
    adopt({ ...settledState(), tunnels: [], records: [], policies: [], applications: [] }).steps,
  ).toEqual([]);
});

it('leaves what another fleet has marked, and what nobody wants', () => {
  const state = byHand();
  state.records = [
    record({ name: 'phone.sgos.example', type: 'CNAME', comment: 'roost fleet=other app=phone' }),
    record({ name: 'old.sgos.example', type: 'A' }),
  ];
  expect(adopt(state).steps.map(({ call }) => call.run)).not.toContain('markDnsRecord');
});

it('warns of hostnames that the next apply would remove', () => {
  const state = byHand();
  state.tunnels[1]!.rules!.unshift({ hostname: 'ssh.sgos.example', service: 'ssh://127.0.0.1:22' });
  expect(adopt(state).warnings).toEqual([
    expect.stringContaining('does not name ssh.sgos.example → ssh://127.0.0.1:22'),
  ]);
});

it('finds a tunnel by its hostnames, and asks where two have them', () => {
  const state = byHand();
  state.tunnels[1]!.name = 'made in 2023';
  expect(adopt(state).steps[1]!.title).toContain('made in 2023');
  state.tunnels.push({ ...state.tunnels[1]!, id: 't3', name: 'made in 2024' });
  expect(() => adopt(state)).toThrow(
    expect.objectContaining({
      code: 'BadRequest',
      message: expect.stringContaining('made in 2023 or made in 2024'),
    }),
  );
  const [step] = adopt(state, { only: { host: 'hornbill' }, tunnel: 'made in 2024' }).steps;
  expect(step!.call).toMatchObject({ args: { id: 't3' } });
  expect(() => adopt(state, { only: { host: 'hornbill' }, tunnel: 'none' })).toThrow(
    'no unmarked tunnel none',
  );
});
