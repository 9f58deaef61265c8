import { parseManifest, type SnapshotManifest } from '../../src/backup/manifest';

const least: SnapshotManifest = {
  version: 1,
  app: 'phone',
  host: 'hornbill',
  operation: '0a1b2c3d4e',
  madeAt: '2026-01-02T03:04:05.000Z',
  roost: '1.0.0',
  place: { directory: '/srv/apps/phone', source: 'src', project: 'src', compose: ['docker-compose.yml'] },
  release: { number: 7, commit: null, version: null },
  sources: [{ kind: 'folder', staged: 'folders/data', path: 'data' }],
};

describe('the manifest of a snapshot', () => {
  it('is read back as it was written', () => {
    expect(parseManifest(JSON.stringify(least))).toEqual(least);
  });

  it('loses what a newer version has added', () => {
    const newer = { ...least, later: true, release: { ...least.release, later: 1 } };
    expect(parseManifest(JSON.stringify(newer))).toEqual(least);
  });

  it.each([
    ['another version', { ...least, version: 2 }],
    ['a source of no known kind', { ...least, sources: [{ kind: 'tape', staged: 'x' }] }],
    ['a negative count', { ...least, release: { ...least.release, number: -1 } }],
    ['a list', []],
  ])('is refused with %s', (_, value) => {
    expect(parseManifest(JSON.stringify(value))).toBeNull();
  });

  it('is refused where it is no JSON', () => {
    expect(parseManifest('{"version":1')).toBeNull();
  });
});
