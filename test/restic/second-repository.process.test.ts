import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appTag, type Restic } from '../../src/restic';
import { runRestic } from '../../src/restic/run';
import { coded, executable, open, root, s3, s3Env, source } from './repository-scene';

describe('a second repository', () => {
  const first = () => open(join(root, 'first'), 'of the first');
  const second = () => open(`s3:${s3.url}/backups/second`, 'of the second', s3Env());
  const described = async (restic: Restic) =>
    (await restic.snapshots()).map(({ time, host, tags, bytes }) => ({ time, host, tags, bytes }));

  beforeAll(async () => {
    await first().init();
    await second().init(first());
    for (const app of ['phone', 'site'])
      await first().backup({ path: source(app, `data of ${app}`), host: 'toucan', tags: [appTag(app)] });
  });

  it('gets what it lacks, each with its time, host and tags, and nothing twice', async () => {
    await second().copyFrom(first());
    expect(await described(second())).toEqual(await described(first()));
    await second().copyFrom(first());
    expect(await second().snapshots()).toHaveLength(2);
    await first().backup({
      path: source('phone', 'data of the next day'),
      host: 'toucan',
      tags: [appTag('phone')],
    });
    await second().copyFrom(first());
    expect(await described(second())).toEqual(await described(first()));
    await second().check(1, 1);
  });

  it('keeps what the first has forgotten, and its data can be read back', async () => {
    await first().forget(appTag('phone'), { daily: 1, weekly: 0, monthly: 0 });
    expect(await first().snapshots(appTag('phone'))).toHaveLength(1);
    await second().copyFrom(first());
    const [kept, ...more] = await second().snapshots(appTag('phone'));
    expect(more).toHaveLength(1);
    const target = join(root, 'read-back');
    const { code } = await runRestic({
      executable,
      args: ['restore', kept!.id, '--target', target],
      env: {
        RESTIC_REPOSITORY: `s3:${s3.url}/backups/second`,
        RESTIC_PASSWORD: 'of the second',
        RESTIC_CACHE_DIR: join(root, 'cache'),
        ...s3Env(),
      },
    });
    expect(code).toBe(0);
    expect(readFileSync(join(target, root, 'staging', 'phone', 'data'), 'utf8')).toBe('data of phone');
  });

  it('is told that the first cannot be opened', async () => {
    await expect(second().copyFrom(open(join(root, 'first'), 'a wrong one'))).rejects.toEqual(
      coded('RepositoryPasswordWrong'),
    );
    await expect(second().copyFrom(open(join(root, 'nowhere'), 'x'))).rejects.toEqual(
      coded('RepositoryMissing'),
    );
  });
});
