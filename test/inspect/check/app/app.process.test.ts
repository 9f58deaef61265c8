import { execFileSync } from 'node:child_process';
import type { AppConfig } from '../../../../src/fleet/file';
import { appFactsArgv, parseAppFacts, type AppFacts } from '../../../../src/inspect/check/app/facts';
import { appFindings } from '../../../../src/inspect/check/app/findings';
import { healthFinding } from '../../../../src/inspect/check/app/health';
import { scene, type Scene } from '../../../client/scene';

let at: Scene;
beforeEach(() => {
  at = scene();
  at.program(
    'curl',
    'while [ $# -gt 1 ]; do [ "$1" = -o ] && echo \'{"status":"healthy"}\' >"$2"; shift; done; printf 200',
  );
});
afterEach(() => at.remove());

function app(more: Partial<AppConfig> = {}): AppConfig {
  return {
    ...at.fleet().apps.phone!,
    repository: `${at.root}/repo`,
    domain: 'phone.example',
    compose: ['docker-compose.yml'],
    ...more,
  };
}

function repository(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) at.write(`repo/${name}`, text);
  const git = (...args: string[]): void =>
    void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t.example', ...args], {
      cwd: `${at.root}/repo`,
      stdio: 'pipe',
    });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'first');
}

const factsOf = async (one: AppConfig): Promise<AppFacts> =>
  parseAppFacts((await at.host.exec(appFactsArgv(one, at.fleet().hosts.hornbill!))).stdout);

test('reads the contract from the head of the branch, and asks the health address', async () => {
  repository({ 'app.json': '{"name":"sgos-phone"}\n', 'docker-compose.yml': 'services: {}\n# ä\n' });
  const facts = await factsOf(app());
  expect(facts).toMatchObject({
    folder: null,
    head: { commit: expect.stringMatching(/^[0-9a-f]{40}$/) },
    files: { 'app.json': '{"name":"sgos-phone"}\n', 'docker-compose.yml': 'services: {}\n# ä\n' },
    deployed: false,
    health: { status: 200, body: '{"status":"healthy"}\n', failure: '' },
  });
  const findings = appFindings(app(), at.fleet().hosts.hornbill!, facts, { compose: '2.29.1' });
  expect(findings).toContainEqual({
    check: 'contract',
    state: 'fail',
    says: 'CHANGELOG.md',
    remedy: expect.stringContaining('is missing'),
  });
});

test('reads every file that keeps others out of images', async () => {
  repository({
    '.dockerignore': '.env\n',
    'a b/.dockerignore': '',
    'web.Dockerfile.dockerignore': 'x',
    dockerignored: '',
  });
  expect((await factsOf(app())).ignores).toEqual({
    '.dockerignore': '.env\n',
    'a b/.dockerignore': '',
    'web.Dockerfile.dockerignore': 'x',
  });
});

test('a repository that the host cannot read', async () => {
  const facts = await factsOf(app());
  expect(facts.head).toEqual({ failure: expect.stringContaining('does not') });
  const findings = appFindings(app(), at.fleet().hosts.hornbill!, facts, { compose: null });
  expect(findings.map(({ check, state }) => [check, state])).toEqual([
    ['folder', 'ok'],
    ['repository', 'fail'],
    ['contract', 'unknown'],
    ['health', 'unknown'],
  ]);
});

test('a branch that is not there', async () => {
  repository({ a: '' });
  expect((await factsOf(app({ branch: 'nope' }))).head).toEqual({ failure: expect.stringContaining('nope') });
});

describe('health', () => {
  const base = {
    deployed: true,
    health: { status: 200, body: '{"status":"healthy","db":{"up":true}}', failure: '' },
  };
  const ask = (answer: object, more: object = {}) => {
    const one = app();
    return healthFinding(
      { ...one, health: { ...one.health, status: 200, json: { status: 'healthy', 'db.up': true } }, ...more },
      {
        ...base,
        ...answer,
      } as AppFacts,
    );
  };
  test.each([
    [{}, 'ok'],
    [{ deployed: false }, 'unknown'],
    [{ health: null }, 'unknown'],
    [{ health: { ...base.health, status: 503 } }, 'warn'],
    [{ health: { ...base.health, status: 500 } }, 'fail'],
    [{ health: { ...base.health, body: '{"status":"sick"}' } }, 'fail'],
    [{ health: { ...base.health, body: '<html>' } }, 'fail'],
    [{ health: { status: 0, body: '', failure: 'curl: (7) refused' } }, 'fail'],
    [{ health: 'takes connections' }, 'ok'],
  ])('%j is %s', (answer, state) => {
    expect(ask(answer).state).toBe(state);
  });
});
