import type { Site } from '../../../../src/activities/app/site';
import { requireWayBack } from '../../../../src/activities/release/facts/way-back';
import { RoostError } from '../../../../src/errors';
import { breaking, recreate } from '../../../histories/support/plans';
import { app } from '../../../plan/release/facts';

/** A host whose folders take so many KiB, or take too long to be measured. */
const siteOf = (kib: number | null, nested = ''): Site =>
  ({
    app,
    host: {
      name: 'hornbill',
      exec: async ([, , , program]: string[]) => {
        if (program === 'nested') return { code: 0, stdout: nested, stderr: '' };
        if (kib === null) throw new RoostError('CommandTimeout', 'too long');
        return { code: 0, stdout: `${kib}\n`, stderr: '' };
      },
    },
  }) as unknown as Site;
const ask = (kib: number | null, diskFreeBytes: number, plan = breaking()) =>
  requireWayBack(siteOf(kib), { containers: [], diskFreeBytes }, plan);

test('a breaking deploy is refused where its data could not be kept beside themselves', async () => {
  await expect(ask(100, 100 * 1024 - 1)).rejects.toMatchObject({
    code: 'DiskFull',
    message: expect.stringContaining('must be kept before the migration'),
  });
  await expect(ask(100, 100 * 1024)).resolves.toBeUndefined();
});

test('one is refused where what is kept has a mount point in it: no rename could put it back', async () => {
  const plan = breaking();
  const site = siteOf(1, '/srv/apps/phone/data/big\n');
  const asked = requireWayBack(site, { containers: [], diskFreeBytes: 1e9 }, plan);
  await expect(asked).rejects.toMatchObject({
    code: 'PlaceUnfit',
    message: expect.stringContaining('/srv/apps/phone/data/big'),
  });
});

test('neither where the room is not known, nor where nothing is kept', async () => {
  await expect(ask(null, 0)).resolves.toBeUndefined();
  await expect(ask(100, 0, recreate())).resolves.toBeUndefined();
});
