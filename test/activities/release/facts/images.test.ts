import type { Site } from '../../../../src/activities/app/site';
import { listReleases } from '../../../../src/activities/release/facts/images';

test('lists releases without what was made of their environment', async () => {
  const digest = { services: { web: { definition: 'd', environment: 'of a PIN' } }, rest: 'r' };
  const record = (release: number, compose?: object) =>
    `${release} - ${JSON.stringify({ release, committedAt: '2026-01-01T00:00:00Z', images: { web: { ref: 'a', id: 'gone' } }, compose })}`;
  const site = {
    app: { project: 'shop' },
    paths: { releases: '/r' },
    guard: { current: async () => null },
    host: {
      exec: async (argv: string[]) => ({
        stdout: argv.includes('list-releases')
          ? [record(1), record(2, { files: ['compose.yaml'], digest })].join('\n')
          : 'other\n',
      }),
    },
  } as unknown as Site;
  const [old, now] = await listReleases(site);
  expect([old?.compose, now?.compose]).toEqual([undefined, { files: ['compose.yaml'] }]);
  expect([old?.gone, now?.gone]).toEqual([['web'], ['web']]);
});
