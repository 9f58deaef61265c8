/** `roost check` lets Docker Compose read the head of the branch, beside what the host alone has. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppConfig, HostConfig } from '../../src/fleet/file';
import { appFactsArgv, parseAppFacts } from '../../src/inspect/check/app/facts';
import { appFindings } from '../../src/inspect/check/app/findings';
import { wiki } from '../fleet/contract/sample';
import { withCompose } from './compose-program';

const root = mkdtempSync(join(tmpdir(), 'roost-check-'));
afterAll(() => rmSync(root, { recursive: true }));

it('finds what Compose warns about and refuses, and nothing in what it resolves', async () => {
  const env = await withCompose();
  const [repository, directory] = [join(root, 'repository'), join(root, 'app')];
  mkdirSync(directory);
  execFileSync('git', ['init', '-q', '-b', wiki.branch, repository]);
  const found = (files: Record<string, string>, here: string) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(repository, name), text);
    writeFileSync(join(directory, '.env'), here);
    const git = ['-C', repository, '-c', 'user.name=a', '-c', 'user.email=a@b.example'];
    execFileSync('git', [...git, 'add', '-A']);
    execFileSync('git', [...git, 'commit', '-qm', 'x', '--allow-empty']);
    const app: AppConfig = { ...wiki, repository, directory, source: '.', domain: undefined };
    const host = { name: 'hornbill' } as HostConfig;
    const [sh, ...args] = appFactsArgv(app, host);
    const facts = parseAppFacts(execFileSync(sh!, args, { env, encoding: 'utf8' }));
    return appFindings(app, host, facts, { compose: '2.26.1' })
      .filter(({ check }) => check === 'contract' || check === 'compose')
      .map(({ check, state, says, remedy }) => [check, state, state === 'fail' ? remedy : says]);
  };
  const files = {
    'compose.yaml': 'include: [web.yaml]\n',
    'web.yaml': 'services: { web: { image: "x:${TAG}", environment: { P: "${PASSWORD}" } } }\n',
  };
  expect(found(files, 'TAG=1\nPASSWORD=x\n')).toEqual([['contract', 'ok', 'migration none']]);
  expect(found(files, 'TAG=1\n')).toContainEqual([
    'compose',
    'warn',
    expect.stringContaining('"PASSWORD" variable is not set'),
  ]);
  expect(found({ 'web.yaml': 'services: { web: { image: "x:${TAG:?write TAG}" } }\n' }, '')).toContainEqual([
    'contract',
    'fail',
    expect.stringContaining('write TAG'),
  ]);
});
