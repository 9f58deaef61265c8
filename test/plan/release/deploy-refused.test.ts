import type { ComposeModel } from '../../../src/fleet/contract/types';
import type { DeployFacts } from '../../../src/plan/release/facts';
import { service } from '../../fleet/contract/service';
import { app, facts } from './facts';
import { breaking, ids, plan } from './planned';

const code = (fn: () => unknown): string => {
  try {
    fn();
    return 'none';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};

describe('what a plan refuses', () => {
  it.each([
    ['a target behind', { relation: 'behind' as const }, {}, 'NotAhead'],
    ['a target beside', { relation: 'diverged' as const }, {}, 'NotAhead'],
    [
      'a target beside over a breaking commit that is left',
      { relation: 'diverged' as const, leftMigration: 'breaking' as const },
      { diverged: true },
      'NotAhead',
    ],
    [
      'a target beside over a breaking commit that comes',
      { relation: 'diverged' as const, ...breaking },
      { diverged: true },
      'NotAhead',
    ],
    ['nothing, where beside is allowed', { relation: 'diverged' as const }, { diverged: true }, 'none'],
    ['rolling over a breaking migration', breaking, { strategy: 'rolling' as const }, 'RollingForbidden'],
    [
      'rolling without a proxy',
      { host: { ...facts().host, proxy: undefined } as never },
      { strategy: 'rolling' as const },
      'RollingForbidden',
    ],
    [
      'rolling behind a proxy that does not read the slots',
      { behind: { site: true, maintenance: true, slots: false } },
      { strategy: 'rolling' as const },
      'RollingForbidden',
    ],
    [
      'rolling with an old Compose',
      { composeVersion: 'v2.20.3' },
      { strategy: 'rolling' as const },
      'RollingForbidden',
    ],
    [
      'a broken contract',
      {
        contract: {
          problems: [{ file: 'app.json', field: 'name', message: 'is missing' }],
          rollingObstacles: [],
        },
      },
      {},
      'ContractInvalid',
    ],
  ])('%s', (_what, change, options, expected) => {
    expect(code(() => plan(change, options))).toBe(expected);
  });

  it('says what the proxy lacks, and takes recreate where that is left to it', () => {
    const made = plan({ behind: { site: false, maintenance: false, slots: false } });
    expect([made.strategy, made.because]).toEqual([
      'recreate',
      [
        'there is no server block for phone.sgos.example in sgos-proxy: `roost check` prints the lines to paste',
      ],
    ]);
    expect(plan({ behind: { site: true, maintenance: true, slots: true } }).strategy).toBe('rolling');
  });

  it('warns of a proxy that stops with the app, unless it is kept running', () => {
    const container = { ...facts().containers[0]!, id: 'p', name: 'sgos-proxy', service: 'caddy' };
    const containers = [...facts().containers, container];
    expect(plan({ containers }).warnings).toContainEqual(
      expect.stringContaining('Write caddy under data.services'),
    );
    const data = { ...app.data, services: ['caddy'] };
    expect(plan({ containers, app: { ...app, data } }).warnings).not.toContainEqual(
      expect.stringContaining('sgos-proxy'),
    );
  });

  it('refuses a breaking migration of data that could not come back, by name, unless that is accepted', () => {
    const none = { ...app, data: { services: [], folders: [], sqlite: [], volumes: [] } };
    const change = { ...breaking, app: none };
    expect(() => plan(change)).toThrow(
      /could not be put back: all data, since none stand under apps.phone.data/,
    );
    expect(code(() => plan(change))).toBe('NoWayBack');
    expect(plan(change, { noWayBack: true }).warnings.join()).toMatch(/no way back for all data/);
    expect(code(() => plan({ app: none }))).toBe('none');
    expect(code(() => plan({ ...change, serving: null, containers: [], relation: 'first' }))).toBe('none');
  });

  const stack = (
    services: ComposeModel['services'],
    change: Partial<DeployFacts> = {},
  ): Partial<DeployFacts> => ({
    contract: {
      ...facts().contract,
      compose: { services: { app: service(), db: service(), ...services }, networks: {} },
    },
    containers: [
      ...facts().containers,
      ...Object.keys(services).map((name) => ({ ...facts().containers[0]!, id: name, service: name })),
    ],
    ...change,
  });

  it('gives whoever has not asked for rolling no list of what forbids it', () => {
    const { app } = facts();
    const without = { app: { ...app, proxy: { ...app.proxy, switch: 'none' as const } } };
    const forbidden = { ...without, changedServices: ['db', 'redis'] };
    expect(plan(forbidden).because).toEqual(['some seconds without an answer (rolling: docs/proxy.md)']);
  });

  it.each<[string, Partial<DeployFacts>, string]>([
    ['what holds data', { changedServices: ['db'] }, 'what holds data changes too: db'],
    ['a service that is new', { changedServices: ['redis'] }, 'services are new: redis'],
    [
      'what comes first',
      stack(
        { migrate: service(), worker: service({ runFirst: ['migrate'] }) },
        { changedServices: ['migrate'] },
      ),
      'what runs to its end before others start changes too: migrate',
    ],
  ])('says why it does not roll: %s', (_, change, because) => {
    expect(plan(change).because).toEqual([because]);
    expect(plan(change).strategy).toBe('recreate');
  });

  it('makes other services anew once the requests are switched, by what undoes it', () => {
    const change = stack(
      {
        worker: service(),
        vpn: service(),
        behind: service({ ties: [{ setting: 'network_mode', to: 'service:vpn' }] }),
      },
      { changedServices: ['worker'] },
    );
    expect(ids(change)).toEqual([
      'stage',
      'build',
      'postdeploy',
      'start',
      'switch',
      'renew',
      'verify',
      'commit',
      'retire',
      'discard',
    ]);
    const shared = { service: 'app', except: ['db'], ties: { behind: ['vpn'] }, wait: 120_000 };
    expect(plan(change).steps.find(({ id }) => id === 'renew')).toMatchObject({
      title: 'Make anew what release 5 changes of behind, vpn, worker',
      call: { run: 'renewServices', args: { ...shared, release: 5 } },
      undo: { call: { run: 'renewServices', args: { ...shared, release: 4 } } },
    });
    // What was well is watched; what was not is no reason to go back.
    const ignored = (one: Partial<DeployFacts>) =>
      plan(one).steps.flatMap(({ call }) => (call.run === 'verifyRelease' ? [call.args.ignore] : []))[0];
    expect(ignored(change)).toEqual(['db']);
    const unwell = change.containers!.map((c) => (c.service === 'vpn' ? { ...c, state: 'exited' } : c));
    expect(ignored({ ...change, containers: unwell })).toEqual(['db', 'vpn']);
  });

  it('removes what the release does not have after the commit point, also where it rolls', () => {
    const change = stack({}, { changedServices: ['worker'], removedServices: ['worker'] });
    expect(ids(change).slice(-4)).toEqual(['commit', 'remove', 'retire', 'discard']);
  });
});
