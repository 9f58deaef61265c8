/** What a checkout leaves out: seen by git itself. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Site } from '../../../../src/activities/app/site';
import { leftOut } from '../../../../src/activities/release/facts/left-out';
import { localHost } from '../../../client/local-host';

test('names submodules, and files in Git LFS', async () => {
  const root = mkdtempSync(join(tmpdir(), 'roost-left-out-'));
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', root, '-c', 'user.name=x', '-c', 'user.email=x@y', ...args])
      .toString()
      .trim();
  const look = async () => {
    git('commit', '-qm', 'one', '--allow-empty');
    const site = { host: localHost('hornbill'), paths: { mirror: join(root, '.git') } };
    return leftOut(site as unknown as Site, git('rev-parse', 'HEAD'));
  };
  git('init', '-q');
  writeFileSync(join(root, '.gitattributes'), '*.txt text\n');
  git('add', '-A');
  expect(await look()).toEqual({ submodules: [], lfs: false });
  git('update-index', '--add', '--cacheinfo', `160000,${git('rev-parse', 'HEAD')},vendor/a b`);
  mkdirSync(join(root, 'models'));
  writeFileSync(join(root, 'models/.gitattributes'), '*.bin filter=lfs diff=lfs merge=lfs -text\n');
  git('add', 'models');
  expect(await look()).toEqual({ submodules: ['vendor/a b'], lfs: true });
  rmSync(root, { recursive: true });
});
