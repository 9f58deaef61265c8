import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { planBackup } from '../../../src/plan/backup/backup';
import type { CopySource } from '../../../src/protocol/data';
import { describeInShells } from '../../host/shells';
import { backupFacts } from '../../plan/backup/backup-facts';
import { app as phone } from '../../plan/release/facts';
import { sourceHost, type SourceHost } from './host';

const below = (folder: string): string[] =>
  (
    readdirSync(folder, { recursive: true, withFileTypes: true }) as {
      isFile(): boolean;
      name: string;
      parentPath: string;
    }[]
  )
    .filter((one) => one.isFile())
    .map(({ name, parentPath }) => join(parentPath, name).slice(folder.length + 1))
    .sort();

describeInShells('the copy of the configuration', (shell) => {
  let host: SourceHost;
  beforeEach(() => void (host = sourceHost(shell, ['git'])));
  afterEach(() => host.remove());

  const at = (path: string): string => {
    mkdirSync(dirname(join(host.app, path)), { recursive: true });
    return join(host.app, path);
  };
  const put = (...paths: string[]): void =>
    paths.forEach((path) => writeFileSync(at(path), `content of ${path}`));
  const copied = () => below(join(host.copies, 'config'));
  const take = (files: string[], proxy: string | null = null) => host.copy({ kind: 'config', files, proxy });

  it('holds the files in their folders, with their modes and times; those that are missing are no matter', async () => {
    put('src/compose.yaml', "src/it's/more.yaml", 'src/other');
    chmodSync(at('src/compose.yaml'), 0o640);
    utimesSync(at('src/compose.yaml'), 1_600_000_000, 1_600_000_000);
    expect(await take(['src/compose.yaml', 'src/gone.yaml', "src/it's/more.yaml"])).toBe('2 files');
    expect(copied()).toEqual(['src/compose.yaml', "src/it's/more.yaml"]);
    const { mode, mtimeMs } = statSync(join(host.copies, 'config/src/compose.yaml'));
    expect([mode & 0o777, mtimeMs]).toEqual([0o640, 1_600_000_000_000]);
  });

  it('holds what serves and its commit, where that is known', async () => {
    put('src/compose.yaml', '.roost/current');
    const env = {
      ...process.env,
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@b',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@b',
    };
    const git = (...args: string[]): string =>
      execFileSync('git', args, { cwd: join(host.app, 'src'), env }).toString();
    for (const args of [
      ['init', '-q'],
      ['add', '.'],
      ['commit', '-qm', 'one'],
    ])
      git(...args);
    await take(['src/compose.yaml']);
    expect(copied()).toEqual(['COMMIT', 'current', 'src/compose.yaml']);
    expect(readFileSync(join(host.copies, 'config/COMMIT'), 'utf8')).toBe(git('rev-parse', 'HEAD'));
  });

  it('never holds a decrypted secret, wherever it lies', async () => {
    const secrets = [
      { source: '.env.sops', target: 'src/.env', format: 'dotenv' as const },
      { source: 'key.sops.json', target: 'data/key.json', format: 'json' as const },
    ];
    const plan = planBackup(backupFacts({ app: { ...phone, secrets } }), '0123456789', 1);
    const source = plan.backup.sources.find(({ kind }) => kind === 'config') as CopySource;
    put(
      'src/docker-compose.yml',
      'src/.env',
      'src/.env.sops',
      'data/key.json',
      'src/key.sops.json',
      '.env',
      '.roost/releases/4/tree/src/.env',
    );
    await host.copy(source);
    expect(copied()).toEqual(['src/.env.sops', 'src/docker-compose.yml', 'src/key.sops.json']);
  });

  it('is a failure where there is none of them', async () => {
    put('src/other');
    await expect(take(['src/compose.yaml'])).rejects.toEqual(expect.objectContaining({ code: 'CopyEmpty' }));
  });

  it('holds the proxy’s folder as an archive; one that is named and not there is a failure', async () => {
    put('src/compose.yaml', "conf.d/it's.conf", 'conf.d/sub/ü');
    await take(['src/compose.yaml'], at('conf.d'));
    expect(copied()).toEqual(['proxy.tar', 'src/compose.yaml']);
    const listed = execFileSync(
      'tar',
      ['-tf', join(host.copies, 'config/proxy.tar'), '--quoting-style=literal'],
      {
        env: { ...process.env, LC_ALL: 'C.UTF-8' },
      },
    );
    expect(listed.toString().split('\n').sort()).toEqual(['', './', "./it's.conf", './sub/', './sub/ü']);
    await expect(take(['src/compose.yaml'], '/nowhere')).rejects.toEqual(
      expect.objectContaining({ code: 'SourceMissing' }),
    );
  });

  it('may be made again', async () => {
    put('src/compose.yaml', 'src/.env.sops');
    await take(['src/compose.yaml', 'src/.env.sops']);
    expect(await take(['src/compose.yaml', 'src/.env.sops'])).toBe('2 files');
    expect(copied()).toEqual(['src/.env.sops', 'src/compose.yaml']);
  });
});
