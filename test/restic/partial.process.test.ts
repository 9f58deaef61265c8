import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RoostError } from '../../src/errors';
import { appTag, openRestic, partialTag, type Restic } from '../../src/restic';
import { runRestic } from '../../src/restic/run';
import { executable, root, source } from './repository-scene';

/** Without the capabilities by which root reads what nobody may. */
function unprivileged(): string {
  const file = join(root, 'unprivileged');
  const drop = process.getuid?.() === 0 ? 'setpriv --bounding-set=-dac_override,-dac_read_search ' : '';
  writeFileSync(file, `#!/bin/sh\nexec ${drop}'${executable}' "$@"\n`, { mode: 0o755 });
  return file;
}

describe('a snapshot that lacks files which could not be read', () => {
  const repository = () => ({ url: join(root, 'partial'), password: 'a password', env: {} });
  const tags = [appTag('phone'), 'operation=0123456789'];
  let restic: Restic;
  let path: string;
  let failure: RoostError;
  beforeAll(async () => {
    restic = openRestic({ executable: unprivileged(), repository: repository(), cache: join(root, 'cache') });
    await restic.init();
    path = source('partial', 'rows');
    writeFileSync(join(path, 'secret'), 'rows that nobody may read', { mode: 0 });
    await restic.backup({
      path: source('whole', 'rows of the morning'),
      host: 'toucan',
      tags,
      time: '2026-06-30 03:00:00',
    });
    failure = await restic.backup({ path, host: 'toucan', tags, time: '2026-06-30 04:00:00' }).then(
      () => {
        throw new Error('it was whole');
      },
      (error: RoostError) => error,
    );
  });

  it('is a failure that names them, and is kept without being one of the app', async () => {
    expect(failure).toMatchObject({
      code: 'BackupPartial',
      message: expect.stringContaining('secret: permission denied') as string,
    });
    const [kept, ...more] = await restic.snapshots(partialTag('phone'));
    expect([kept, more]).toMatchObject([
      { tags: ['partial=phone', 'operation=0123456789'], files: 1, bytes: 4 },
      [],
    ]);
    expect(failure.details.summary).toMatchObject({ snapshot: kept!.id, files: 1 });
    expect((await restic.snapshots(appTag('phone'))).map(({ paths }) => paths)).toEqual([
      [join(root, 'staging', 'whole')],
    ]);
    expect(await restic.snapshots(appTag('phone'), partialTag('phone'))).toHaveLength(2);
  });

  it('neither displaces the whole one of its day nor is read as the latest', async () => {
    const retention = { daily: 1, weekly: 0, monthly: 0 };
    expect(await restic.forget(appTag('phone'), retention)).toEqual({ kept: 1, removed: 0 });
    expect(await restic.forget(partialTag('phone'), retention)).toEqual({ kept: 1, removed: 0 });
    const env = {
      RESTIC_REPOSITORY: join(root, 'partial'),
      RESTIC_PASSWORD: 'a password',
      RESTIC_CACHE_DIR: join(root, 'cache'),
    };
    const back = join(root, 'latest');
    expect(
      await runRestic({
        executable,
        args: ['restore', 'latest', '--tag', appTag('phone'), '--target', back],
        env,
      }),
    ).toMatchObject({ code: 0 });
    expect(readFileSync(join(back, root, 'staging', 'whole', 'data'), 'utf8')).toBe('rows of the morning');
  });
});
