import type { Site } from '../../../../src/activities/app/site';
import { keptFacts } from '../../../../src/activities/release/facts/kept';
import { appPaths } from '../../../../src/plan/names';
import { app } from '../../../plan/release/facts';

const data = { services: [], folders: ['data'], sqlite: ['calls.db'], volumes: [] };
const kept = (listing: string) =>
  keptFacts(
    {
      app: { ...app, data },
      paths: appPaths('/srv/apps/phone'),
      host: { exec: async () => ({ code: 0, stdout: `4096 1790000000 1790000090\n${listing}`, stderr: '' }) },
    } as unknown as Site,
    [],
    5,
  );

test('of what a release has kept, what still stands under data can go back', async () => {
  const all = [
    { path: 'data', kind: 'folder' },
    { kind: 'volume', name: 'media' },
  ];
  expect(await kept(JSON.stringify(all))).toEqual({
    takenAt: '2026-09-21T14:13:20Z',
    bytes: 4096,
    readable: true,
    loss: { seconds: 90, tables: null },
    files: [{ kind: 'folder', path: 'data' }],
    withoutDatabase: true,
  });
});

test.each<[string, string]>([
  ['is no list', '{"kind":"folder"}'],
  ['is cut short', '[{"kind":"fol'],
  ['names other places', '[{"kind":"folder","path":"../../etc"},null,7]'],
])('a list on the host that %s leads to no place', async (_, listing) => {
  expect(await kept(listing)).toBeNull();
});
