import type { ComposeModel } from '../../../src/fleet/contract/types';
import type { AppConfig } from '../../../src/fleet/file';
import { planDeploy, type DeployOptions } from '../../../src/plan/release/deploy';
import type { DeployFacts } from '../../../src/plan/release/facts';
import { service } from '../../fleet/contract/service';
import { app, A, B, facts } from './facts';

const plan = (change: Partial<DeployFacts> = {}, options: DeployOptions = {}, operation = 'op1') =>
  planDeploy(facts(change), options, operation, 1_800_000);
const ids = (change?: Partial<DeployFacts>, options?: DeployOptions) =>
  plan(change, options).steps.map((s) => s.id);
const undos = (change?: Partial<DeployFacts>, options?: DeployOptions) =>
  plan(change, options).steps.flatMap((s) => (s.undo ? [`${s.id}: ${s.undo.call.run}`] : []));
const code = (fn: () => unknown): string => {
  try {
    fn();
    return 'none';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};

const recreate: DeployOptions = { strategy: 'recreate' };
const breaking: Partial<DeployFacts> = { migration: 'breaking' };
const beside = { ...app, postdeploy: 'after start' as const };

describe('the order of a deploy', () => {
  it('rolls where nothing forbids it', () => {
    expect(ids()).toEqual([
      'stage',
      'build',
      'postdeploy',
      'start',
      'switch',
      'verify',
      'commit',
      'retire',
      'discard',
    ]);
    expect(undos()).toEqual(['stage: discardReleases', 'start: removeSlot', 'switch: switchSlot']);
  });

  it('recreates behind the maintenance flag, the build and a safe migration before it', () => {
    expect(ids({}, recreate)).toEqual([
      'stage',
      'build',
      'postdeploy',
      'flag-on',
      'stop',
      'start',
      'flag-off',
      'verify',
      'commit',
      'discard',
    ]);
    expect(undos({}, recreate)).toEqual([
      'stage: discardReleases',
      'flag-on: setMaintenance',
      'stop: startRelease',
      'flag-off: setMaintenance',
    ]);
  });

  it('dumps and migrates a breaking release when nothing can write', () => {
    expect(ids(breaking)).toEqual([
      'stage',
      'build',
      'flag-on',
      'stop',
      'dump',
      'postdeploy',
      'start',
      'flag-off',
      'verify',
      'commit',
      'discard',
    ]);
    expect(undos(breaking)).toContain('postdeploy: restoreData');
  });

  it('keeps all that stands under data, and puts it back', () => {
    const data = { ...app.data, sqlite: ['data/a.db'], volumes: ['media'] };
    const steps = (change: AppConfig) => plan({ ...breaking, app: change }, recreate).steps;
    const files = [
      { kind: 'sqlite', path: 'data/a.db' },
      { kind: 'volume', name: 'media' },
      { kind: 'folder', path: 'data' },
    ];
    const all = steps({ ...app, data });
    const dumped = all.find((s) => s.id === 'dump');
    expect(dumped).toMatchObject({
      title:
        'Dump the database phone and read the dump back, keep SQLite file data/a.db, volume media, folder data',
      call: { args: { release: 5, postgres: { database: 'phone' }, files, dataServices: ['db'] } },
    });
    expect(all.find((s) => s.id === 'postdeploy')?.undo?.call).toEqual({
      run: 'restoreData',
      args: dumped?.call.args,
    });
    const without = steps({ ...app, data: { ...data, postgres: undefined } });
    expect(without.find((s) => s.id === 'dump')?.call.args).toEqual({ release: 5, files, dataServices: [] });
  });

  it('keeps the data at a first deploy over them too, and leaves what holds them running for the way back', () => {
    const first = { ...breaking, serving: null, containers: [], relation: 'first' as const };
    expect(ids(first)).not.toContain('dump');
    const over = { ...first, dataThere: true };
    expect(ids(over)).toEqual(
      expect.arrayContaining(['flag-on', 'dump', 'postdeploy', 'start', 'flag-off', 'verify', 'commit']),
    );
    expect(undos(over)).toContain('postdeploy: restoreData');
    expect(plan(over).steps.find((s) => s.id === 'start')?.undo?.call.args).toEqual({ except: ['db'] });
  });

  it('says that nothing runs beside a migration that comes before the start', () => {
    const script = (change: Partial<DeployFacts>) =>
      plan(change, recreate).steps.find((s) => s.id === 'postdeploy')?.call.args;
    expect(script(breaking)).toMatchObject({ stopped: true, dataServices: ['db'] });
    expect(JSON.stringify(script({}))).not.toContain('"stopped"');
    expect(JSON.stringify(script({ ...breaking, app: beside }))).not.toContain('"stopped"');
  });

  it('puts data back from the first step that may change them, wherever postdeploy runs', () => {
    expect(ids({ ...breaking, app: beside }).slice(4, 8)).toEqual([
      'dump',
      'start',
      'postdeploy',
      'flag-off',
    ]);
    expect(undos({ ...breaking, app: beside })).toContain('start: restoreData');
  });

  it('asks before data go back once the flag is off', () => {
    const steps = plan(breaking).steps;
    expect(steps.filter((s) => s.onFailure === 'ask').map((s) => [s.id, s.ask?.default])).toEqual([
      ['verify', 'stay'],
      ['commit', 'stay'],
    ]);
    expect(plan({}, recreate).steps.filter((s) => s.onFailure === 'ask')).toEqual([]);
  });

  it('adopts what runs by other means, and returns to it', () => {
    const adopting = plan({ serving: null, releases: [] }, recreate);
    expect(adopting.steps[0]).toMatchObject({
      id: 'adopt',
      call: { args: { release: 0, commit: A, images: { app: 'sha256:app', db: 'sha256:db' } } },
    });
    expect(adopting).toMatchObject({ expects: 0, release: 1, from: { release: 0, commit: A } });
    expect(adopting.steps.find((s) => s.id === 'stop')?.undo?.call).toMatchObject({
      run: 'startRelease',
      args: { release: 0 },
    });
  });

  it('recreates an app whose container has a volume without a name', () => {
    const [app, db] = facts().containers;
    const found = plan({ containers: [{ ...app!, anonymous: ['/uploads'] }, db!] });
    expect(found).toMatchObject({
      strategy: 'recreate',
      because: [expect.stringMatching(/keeps \/uploads in a volume without a name/)],
    });
  });

  it('removes what the target does not have once it is committed, and starts again only what ran', () => {
    const removing = plan({ removedServices: ['worker'] }, recreate);
    expect(removing.steps.map((s) => s.id).slice(-4)).toEqual(['verify', 'commit', 'remove', 'discard']);
    expect(removing.steps.find((s) => s.id === 'remove')).toMatchObject({
      call: { run: 'removeServices', args: { services: ['worker'] } },
      onFailure: 'warn',
    });
    const [app, db] = facts().containers;
    const containers = [app!, db!, { ...db!, service: 'sick', state: 'restarting' }];
    const stopped = { ...db!, service: 'stopped', state: 'exited' };
    const { steps } = plan({ containers: [...containers, stopped] }, recreate);
    expect(steps.find((s) => s.id === 'stop')?.undo?.call.args).toMatchObject({
      before: { ran: ['app', 'db', 'sick'], unwell: ['sick', 'stopped'] },
    });
  });

  it('names the files of a person that the commit brings', () => {
    expect(plan({ brought: ['local.conf'] }).warnings.join()).toMatch(
      /kept in \.roost\/replaced .*: local\.conf\./,
    );
    expect(plan({ brought: [] }).warnings.join()).not.toMatch(/replaced/);
  });

  it('takes newer images with the commit that serves, and nothing where there are none', () => {
    const digest = `sha256:${'b'.repeat(64)}`;
    const newer = [{ service: 'web', image: 'shop:1', digest }];
    const at = (pull?: DeployFacts['pull']) => plan({ relation: 'same', pull });
    const { steps, hash } = at({ newer, unknown: [], built: [] });
    const build = steps.find(({ id }) => id === 'build')!;
    expect(build.title).toMatch(/; newer: web \(shop:1, b{12}\)$/);
    expect(build.call.args).toMatchObject({ pull: true });
    expect(
      at({ newer: [{ ...newer[0]!, digest: `sha256:${'c'.repeat(64)}` }], unknown: [], built: [] }).hash,
    ).not.toBe(hash);
    expect(at({ newer: [], unknown: [], built: ['own'] }).steps.length).toBeGreaterThan(3);
    const none = at({ newer: [], unknown: [], built: [] });
    expect([none.steps, none.warnings.join()]).toEqual([
      [],
      expect.stringContaining('No image of this commit'),
    ]);
    expect(at().steps).toEqual([]);
  });

  it('says which submodules have no address, and which filters are not known', () => {
    const warned = (leftOut: { submodules: string[]; filters: string[] }) =>
      plan({ leftOut }).warnings.join();
    expect(warned({ submodules: ['vendor'], filters: ['git-crypt'] })).toMatch(
      /clone: vendor\..*: git-crypt\./,
    );
    expect(warned({ submodules: [], filters: [] })).not.toMatch(/Submodules|filters/);
  });

  it('refuses a commit for which git would remove folders and links of a person', () => {
    expect(() => plan({ inTheWay: ['data', 'big'] })).toThrow(
      /a file where the host has a folder.*: data, big\./,
    );
    expect(() => plan({ inTheWay: [] })).not.toThrow();
  });

  it('leaves running what ran before a first deploy', () => {
    const [, db] = facts().containers;
    const { steps } = plan({ serving: null, containers: [db!], releases: [] }, recreate);
    expect(steps.find((s) => s.id === 'start')?.undo?.call).toEqual({
      run: 'stopServices',
      args: { except: ['db'] },
    });
  });

  it('refuses to replace what runs from another folder under the same project', () => {
    const contract = {
      ...facts().contract,
      compose: { services: { app: {} }, networks: {} } as unknown as ComposeModel,
    };
    const elsewhere = [{ service: 'app', folder: '/srv/other' }];
    expect(() => plan({ contract, elsewhere })).toThrow(/project src runs from \/srv\/other \(app\)/);
    const warned = plan({ contract, elsewhere: [{ service: 'blog', folder: '/srv/other' }] });
    expect(warned.warnings.join()).toMatch(/src is shared with \/srv\/other/);
  });

  it('has nothing to stop, dump or return to at a first deploy', () => {
    const first = { serving: null, containers: [], releases: [], relation: 'first' as const, ...breaking };
    expect(ids(first)).toEqual([
      'stage',
      'build',
      'flag-on',
      'postdeploy',
      'start',
      'flag-off',
      'verify',
      'commit',
    ]);
    expect(undos(first)).toContain('start: stopServices');
    // A warning of the plan stays with the run, and would be untrue after a success.
    expect(plan(first).warnings).toEqual([]);
  });

  it('does nothing where the commit serves already, and everything where it does not serve well', () => {
    const same = { relation: 'same' as const, target: { commit: A, subject: '', isHead: true } };
    expect(ids(same)).toEqual([]);
    expect(ids({ ...same, leftFlag: true })).toEqual(['flag-off']);
    expect(ids({ ...same, containers: [] })).toContain('start');
    expect(ids({ ...same, headOnHost: B })).toContain('start');
  });

  it('takes the same commit again where an operator says so', () => {
    const same = { relation: 'same' as const, target: { commit: A, subject: '', isHead: true } };
    expect(ids(same, { again: true })).toContain('commit');
    expect(plan({}, { again: true }).hash).toBe(plan().hash);
  });

  it('replaces what a terminated run has left running, by what brings the serving release back if it fails', () => {
    const left = { serving: { ...facts().serving!, image: 'sha256:former' } };
    expect(plan(left)).toMatchObject({
      strategy: 'recreate',
      because: [expect.stringMatching(/not release 4/)],
    });
    const same = { relation: 'same' as const, target: { commit: A, subject: '', isHead: true } };
    expect(ids({ ...left, ...same })).toContain('start');
  });

  it('keeps as many releases as the fleet says, the serving one and dumps among them', () => {
    const releases = [1, 2, 3, 4, 5].map((release) => ({ release, committed: release !== 5, dump: false }));
    expect(plan({ releases }).steps.at(-1)?.call.args).toEqual({ releases: [1, 2, 5] });
    expect(
      plan({ releases: releases.map((r) => ({ ...r, dump: r.release === 5 })) }).steps.at(-1)?.call.args,
    ).toEqual({ releases: [1, 2, 3] });
  });

  it('keeps the dump of data that are not known to be right, whatever its number, and warns', () => {
    const releases = [1, 2, 3, 4, 5, 6, 7].map((release) => ({
      release,
      committed: release > 1,
      dump: true,
    }));
    const atRisk = releases.map((one) => (one.release === 1 ? { ...one, dataAtRisk: true as const } : one));
    const serving = { release: 7, commit: A, version: null, slot: null, project: 'src', image: null };
    expect(plan({ serving, releases }).steps.at(-1)?.call.args).toEqual({ releases: [1, 2, 3, 4, 5] });
    const made = plan({ serving, releases: atRisk });
    expect(made.steps.at(-1)?.call.args).toEqual({ releases: [2, 3, 4, 5] });
    expect(made.warnings.join()).toContain('/srv/apps/sgos-phone/.roost/releases/1/data-at-risk');
  });

  it('removes what was rolled back from, and counts a rollback with what it went back to as one', () => {
    const committed = (release: number, rollback?: { to: number; left: number }) => ({
      release,
      committed: true,
      dump: false,
      ...(rollback ? { rollback } : {}),
    });
    const serving = { ...facts().serving!, release: 5 };
    const releases = [
      committed(1),
      committed(2),
      committed(3),
      committed(4),
      committed(5, { to: 3, left: 4 }),
    ];
    expect(plan({ serving, releases }).steps.at(-1)?.call.args).toEqual({ releases: [1, 4] });
    const later = [...releases, committed(6)];
    expect(plan({ serving: { ...serving, release: 6 }, releases: later }).steps.at(-1)?.call.args).toEqual({
      releases: [1, 2, 4],
    });
  });
});

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
      'rolling behind a proxy that does not look at the slots',
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

describe('the hash', () => {
  it('is the same for another operation, another time and other sizes', () => {
    expect(plan({}, {}, 'op2').hash).toBe(plan().hash);
    expect(plan({ gatheredAt: '2027-01-01T00:00:00Z', diskFreeBytes: 1, databaseBytes: 7 }).hash).toBe(
      plan().hash,
    );
  });

  it('differs with the commit, the strategy and the fleet', () => {
    const hashes = [
      plan(),
      plan({ target: { commit: 'c'.repeat(40), subject: 'Answer faster', isHead: true } }),
      plan({}, recreate),
      plan({ app: { ...app, settle: 5_000 } }),
    ].map((p) => p.hash);
    expect(new Set(hashes).size).toBe(4);
  });
});

it('leaves a person in charge of their flag', () => {
  const held = plan({ personFlag: 'phone.flag (person ana@desk …)' });
  expect(held.steps.find((s) => s.id === 'verify')?.call.args).toMatchObject({ url: null });
  expect(held.warnings.join()).toMatch(/stays on/);
});

it('stays far below the size that Temporal takes', () => {
  const commits = Array.from({ length: 50 }, (_, i) => ({
    commit: B,
    subject: `A subject of a usual length, number ${i}`,
    migration: 'breaking' as const,
  }));
  expect(JSON.stringify(plan({ ...breaking, commits })).length).toBeLessThan(50_000);
});
