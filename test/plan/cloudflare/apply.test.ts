import { planCloudflare, type ApplyOptions } from '../../../src/plan/cloudflare/apply';
import type { CloudflareFleet } from '../../../src/plan/cloudflare/desired';
import type { CloudflareState } from '../../../src/protocol/steps/cloudflare';
import { fleetOf, fleetText, nothing, record, settledState, without } from './sample';

const plan = (fleet: CloudflareFleet, state: CloudflareState, options: Partial<ApplyOptions> = {}) =>
  planCloudflare(fleet, state, {
    scope: { kind: 'fleet', directory: '/var/lib/roost/fleet' },
    operation: 'abcdef0123',
    decideWait: 1,
    ...options,
  });
const ids = (...args: Parameters<typeof plan>): string[] => plan(...args).steps.map(({ id }) => id);

describe('the plan of an account', () => {
  it('makes everything of an empty one: Access before a hostname leads anywhere', () => {
    const made = plan(fleetOf(), nothing());
    expect(made.steps.map(({ id }) => id)).toEqual([
      'tunnel-toucan',
      'tunnel-hornbill',
      'policy-staff',
      'policy-machines',
      'application-status.sgos.example',
      'application-phone.sgos.example',
      'ingress-toucan',
      'ingress-hornbill',
      'record-sgos.example-mx',
      'record-www.sgos.example-a',
      'record-status.sgos.example-cname',
      'record-phone.sgos.example-cname',
      'record-ikhaya.sgos.example-cname',
    ]);
    expect(made.cloudflare.counts).toEqual({ create: 13, change: 0, remove: 0, same: 0 });
    expect(made.neverAsks).toBe(true);
  });

  it('changes nothing of one that is as wanted', () => {
    const made = plan(fleetOf(), settledState());
    expect(made.steps).toEqual([]);
    expect(made.cloudflare.counts).toEqual({ create: 0, change: 0, remove: 0, same: 14 });
  });

  it('has the same hash for the same state, whatever the operation', () => {
    const hash = plan(fleetOf(), nothing()).hash;
    expect(plan(fleetOf(), nothing(), { operation: '0123456789' }).hash).toBe(hash);
    expect(plan(fleetOf(), settledState()).hash).not.toBe(hash);
  });

  it('takes an app out in the other order: the record first, Access last', () => {
    expect(ids(without(fleetOf(), 'phone'), settledState())).toEqual([
      'remove-record-phone.sgos.example-cname',
      'ingress-rest-hornbill',
      'remove-application-phone.sgos.example',
    ]);
  });

  it('leaves what has no mark, and what has another fleet’s', () => {
    const state = settledState();
    state.records.push(
      record({ name: 'old.sgos.example', type: 'A' }),
      record({ name: 'other.sgos.example', type: 'A', comment: 'roost fleet=other app=phone' }),
    );
    state.tunnels.push({ id: 't9', name: 'by hand', source: 'cloudflare', connected: false, rules: null });
    state.policies.push({ ...state.policies[0]!, id: 'p9', name: 'staff [roost other]' });
    state.applications.push({
      ...state.applications[0]!,
      id: 'a9',
      name: 'by hand',
      domain: 'old.sgos.example',
    });
    expect(ids(fleetOf(), state)).toEqual([]);
  });

  it('refuses what is wanted but there already without a mark, all at once', () => {
    const state = nothing();
    state.records.push(
      record({ name: 'phone.sgos.example', type: 'A', content: '192.0.2.9' }),
      record({ name: 'www.sgos.example', type: 'A', content: '192.0.2.8' }),
    );
    state.applications.push({
      id: 'a9',
      name: 'Phone',
      domain: 'phone.sgos.example',
      type: 'self_hosted',
      session: '24h',
      policies: [],
      inline: [],
    });
    expect(() => plan(fleetOf(), state)).toThrow(
      expect.objectContaining({
        code: 'CloudflareNotOurs',
        message: expect.stringMatching(
          /A www\.sgos\.example \(192\.0\.2\.8\); A phone\.sgos\.example \(192\.0\.2\.9\); Access application Phone/,
        ),
      }),
    );
  });

  it('refuses to remove more than 30 % of what is ours, unless forced', () => {
    const fleet = without(without(fleetOf(), 'phone'), 'ikhaya');
    const state = settledState();
    expect(() => plan(fleet, state)).toThrow(
      expect.objectContaining({ code: 'TooMuchRemoved', details: { removed: 5, ours: 14 } }),
    );
    expect(ids(fleet, state, { force: true })).toHaveLength(4);
    // Exactly three of ten and less pass.
    expect(ids(without(fleetOf(), 'phone'), state)).toHaveLength(3);
  });

  it('of one app touches only that', () => {
    const state = nothing();
    expect(ids(fleetOf(), state, { only: { app: 'phone' } })).toEqual([
      'tunnel-hornbill',
      'policy-staff',
      'policy-machines',
      'application-phone.sgos.example',
      'ingress-hornbill',
      'record-phone.sgos.example-cname',
    ]);
    const settled = settledState();
    settled.records = settled.records.filter(({ name }) => !name.startsWith('ikhaya'));
    settled.tunnels[1]!.rules = [
      { hostname: 'phone.sgos.example', service: 'http://127.0.0.1:9999' },
      { hostname: 'hand.sgos.example', service: 'http://127.0.0.1:1' },
      { service: 'http_status:503' },
    ];
    const [step] = plan(fleetOf(), settled, { only: { app: 'phone' } }).steps;
    expect(step!.call).toMatchObject({
      run: 'writeIngress',
      args: {
        rules: [
          { hostname: 'phone.sgos.example', service: 'http://127.0.0.1:80' },
          { hostname: 'hand.sgos.example', service: 'http://127.0.0.1:1' },
          { service: 'http_status:503' },
        ],
      },
    });
  });

  it('of one host touches its tunnel and its apps', () => {
    expect(ids(fleetOf(), nothing(), { only: { host: 'toucan' } })).toEqual([
      'tunnel-toucan',
      'policy-staff',
      'application-status.sgos.example',
      'ingress-toucan',
      'record-status.sgos.example-cname',
    ]);
  });

  it('of an app that has left its hostname removes that of the app alone', () => {
    expect(ids(without(fleetOf(), 'ikhaya'), settledState(), { only: { app: 'ikhaya' } })).toEqual([
      'remove-record-ikhaya.sgos.example-cname',
      'ingress-rest-hornbill',
    ]);
  });

  it('moves a hostname to another tunnel without a moment in which it leads nowhere', () => {
    const moved = fleetOf(
      fleetText.replace(
        'host: hornbill\n    contract: sgos\n    repository: git@github.example:sgos/sgos-phone.git\n    domain: phone.sgos.example\n    cloudflare: {',
        "host: toucan\n    contract: sgos\n    repository: git@github.example:sgos/sgos-phone.git\n    domain: phone.sgos.example\n    cloudflare: { service: 'http://127.0.0.1:80',",
      ),
    );
    expect(moved.apps.phone!.host).toBe('toucan');
    expect(ids(moved, settledState())).toEqual([
      'ingress-toucan',
      'record-phone.sgos.example-cname',
      'ingress-rest-hornbill',
    ]);
  });

  it('never makes a tunnel anew that is there, and removes one without a host only when nothing uses it', () => {
    const fleet = fleetOf();
    delete fleet.hosts.toucan!.cloudflare;
    const state = settledState();
    expect(plan(fleet, state, { force: true }).warnings).toEqual([
      expect.stringContaining('a connector uses it'),
    ]);
    state.tunnels[0]!.connected = false;
    expect(ids(fleet, state, { force: true }).at(-1)).toBe('remove-tunnel-roost.sgos.toucan');
    expect(ids(fleet, state, { force: true }).filter((id) => id.startsWith('tunnel-'))).toEqual([]);
  });

  it('says of a tunnel that a file on its host configures that nothing is set', () => {
    const state = settledState();
    state.tunnels[1] = { ...state.tunnels[1]!, source: 'local', rules: null };
    const made = plan(fleetOf(), state);
    expect(made.steps).toEqual([]);
    expect(made.warnings).toEqual([expect.stringContaining('configured by a file on its host')]);
  });
});
