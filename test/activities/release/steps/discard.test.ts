import type { StepSite } from '../../../../src/activities/app/site';
import { discardReleases } from '../../../../src/activities/release/steps/discard';
import { appPaths } from '../../../../src/plan/names';

const image = (ref: string) => ({ ref, id: `sha256:${ref}` });

/** A site whose releases are these; keeps the references that are untagged. */
function siteOf(
  records: Record<number, object>,
  current: number,
  { listed = '-', direction = 'forward' } = {},
): { site: StepSite; untagged: string[]; removed: string[] } {
  const untagged: string[] = [];
  const removed: string[] = [];
  const listing = Object.entries(records).map(
    ([release, record]) => `${release} ${listed} ${JSON.stringify(record)}`,
  );
  const site = {
    app: { name: 'phone', service: 'app', project: 'src' },
    paths: appPaths('/srv/apps/phone'),
    host: { exec: async () => ({ code: 0, stdout: `${listing.join('\n')}\n`, stderr: '' }) },
    guard: { current: async () => ({ release: current, operation: 'o', runId: 'r' }) },
    context: { direction },
    change: async (argv: string[]) => {
      untagged.push(...argv.filter((word) => word.startsWith('roost/')));
      removed.push(...argv.filter((word) => word.includes('/.roost/releases/')));
    },
  };
  return { site: site as unknown as StepSite, untagged, removed };
}

const adopted = {
  strategy: 'adopted',
  operation: 'op1',
  images: { app: image('src-app'), db: image('postgres:16') },
};

test('takes the tags of an adopted release with it', async () => {
  const { site, untagged } = siteOf(
    { 0: adopted, 4: { operation: 'op4', images: { app: image('roost/phone-app:op4') } } },
    4,
  );
  await discardReleases(site, { releases: [0] });
  expect(untagged).toEqual(['roost/phone-app:adopted', 'roost/phone-db:adopted']);
});

test('and those of one that a rollback made of it, by its own operation', async () => {
  const again = { ...adopted, operation: 'op5', rollback: { to: 0, left: 4 } };
  const { site, untagged } = siteOf({ 0: adopted, 5: again, 6: {} }, 6);
  await discardReleases(site, { releases: [5] });
  expect(untagged).toEqual(['roost/phone-app:op5', 'roost/phone-db:op5']);
});

test('leaves a reference that a kept release shares, and every image of others', async () => {
  const shared = image('roost/phone-redis:abc');
  const { site, untagged } = siteOf(
    {
      3: { operation: 'op3', images: { app: image('roost/phone-app:op3'), redis: shared } },
      4: { operation: 'op4', images: { redis: shared } },
    },
    4,
  );
  await discardReleases(site, { releases: [3, 4] });
  expect(untagged).toEqual(['roost/phone-app:op3', 'roost/phone-redis:op3']);
});

describe('a release that keeps the dump of data that are not known to be right', () => {
  const at = { listed: '4096 at-risk' };

  test('stays when old releases are removed, and the step says so', async () => {
    const { site, removed } = siteOf({ 3: {}, 6: {} }, 6, at);
    expect(await discardReleases(site, { releases: [2, 3] })).toEqual({
      note: 'removed 2',
      warnings: ['Release 3 stays: it keeps the dump of data that are not known to be right.'],
    });
    expect(removed).toEqual(['/srv/apps/phone/.roost/releases/2']);
  });

  test('goes as an undo, which comes when the data are back', async () => {
    const { site, removed } = siteOf({ 5: {} }, 4, { ...at, direction: 'undo' });
    await discardReleases(site, { releases: [5] });
    expect(removed).toEqual(['/srv/apps/phone/.roost/releases/5']);
  });
});
