import { FakeRuns, roost } from '../../support';

test('asks for the releases, and prints them as a table or as they are', async () => {
  const runs = new FakeRuns();
  const release = {
    release: 4,
    commit: 'a1b2c3d9',
    version: '1.5.0',
    migration: 'none',
    strategy: 'rolling',
    committedAt: null,
    by: 'op',
    dumpBytes: null,
    current: true,
  };
  runs.answers.listReleases = [release];
  expect((await roost('releases phone', { runs })).stdout).toContain('▸  4        a1b2c3d  1.5.0');
  expect((await roost('releases phone --json', { runs })).json()).toEqual({
    ok: true,
    app: 'phone',
    releases: [release],
  });
  expect(runs.called[0]).toMatchObject({ workflow: 'listReleases', args: ['phone'] });
});
