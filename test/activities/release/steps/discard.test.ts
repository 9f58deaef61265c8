import type { StepSite } from '../../../../src/activities/app/site';
import { discardReleases } from '../../../../src/activities/release/steps/discard';
import { appPaths } from '../../../../src/plan/names';

const image = (ref: string) => ({ ref, id: `sha256:${ref}` });

/** A site whose releases are these; keeps the references that are untagged. */
function siteOf(records: Record<number, object>, current: number): { site: StepSite; untagged: string[] } {
  const untagged: string[] = [];
  const listing = Object.entries(records).map(
    ([release, record]) => `${release} - ${JSON.stringify(record)}`,
  );
  const site = {
    app: { name: 'phone', service: 'app', project: 'src' },
    paths: appPaths('/srv/apps/phone'),
    host: { exec: async () => ({ code: 0, stdout: `${listing.join('\n')}\n`, stderr: '' }) },
    guard: { current: async () => ({ release: current, operation: 'o', runId: 'r' }) },
    change: async (argv: string[]) => void untagged.push(...argv.filter((word) => word.startsWith('roost/'))),
  };
  return { site: site as unknown as StepSite, untagged };
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
