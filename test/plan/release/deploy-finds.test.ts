import type { ComposeModel } from '../../../src/fleet/contract/types';
import type { DeployFacts } from '../../../src/plan/release/facts';
import { A, B, facts } from './facts';
import { breaking, ids, plan, recreate, undos } from './planned';

describe('what a deploy finds and leaves', () => {
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

  it('names what an image built by hand had, and one built from a commit has not', () => {
    const found = plan({ serving: null, releases: [], notInImages: ['.env', 'storage/'] });
    expect(found.warnings.join()).toMatch(/in no image that is built from a commit.*: \.env, storage\/\./);
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
