import type { AppConfig } from '../../../src/fleet/file';
import { filesOfWhatRuns } from '../../../src/plan/release/compose';
import { planDeploy } from '../../../src/plan/release/deploy';
import type { DeployFacts } from '../../../src/plan/release/facts';
import { situationOf } from '../../../src/plan/release/situation';
import { app, facts } from './facts';

const wiki: AppConfig = {
  ...app,
  name: 'wiki',
  contract: 'compose',
  directory: '/srv/stacks/wiki',
  source: '.',
  project: 'wiki',
  compose: [],
  service: 'web',
  container: undefined,
  port: undefined,
  domain: undefined,
  secrets: [],
  data: { services: [], folders: [], sqlite: [], volumes: [] },
  health: { ...app.health, json: {} },
};

const running = (configFiles: string[], workingDir = '/srv/stacks/wiki', project = 'wiki') => ({
  id: 'id-web',
  name: 'wiki-web-1',
  service: 'web',
  imageId: 'sha256:web',
  state: 'running',
  health: null,
  project,
  workingDir,
  configFiles,
});

const reading = { files: ['docker-compose.yml', 'docker-compose.override.yml'], warnings: [] };

/** Taken over from who runs it by hand. */
const adopted = (change: Partial<DeployFacts> = {}): DeployFacts =>
  facts({
    app: wiki,
    serving: null,
    releases: [],
    containers: [running(['/srv/stacks/wiki/docker-compose.yml'])],
    contract: {
      problems: [],
      rollingObstacles: [],
      facts: { migration: 'none', scripts: {} },
      compose: { name: 'wiki', services: {}, networks: {} },
      reading,
    },
    ...change,
  });

const plan = (given: DeployFacts) => planDeploy(given, {}, 'op', 1000);
const called = (name: string, files = reading.files): DeployFacts['contract'] => ({
  ...adopted().contract,
  compose: { name, services: {}, networks: {} },
  reading: { ...reading, files },
});

describe('the Compose files of what runs', () => {
  it.each<[string, string[], string, string[] | undefined]>([
    [
      'in the folder',
      ['/srv/stacks/wiki/a.yml', '/srv/stacks/wiki/b/c.yml'],
      '/srv/stacks/wiki',
      ['a.yml', 'b/c.yml'],
    ],
    ['by way of a link', ['/home/me/wiki/a.yml'], '/home/me/wiki', ['a.yml']],
    ['above the folder', ['/srv/stacks/base.yml'], '/srv/stacks/wiki', ['../base.yml']],
    [
      'without roost’s own',
      ['/srv/stacks/wiki/a.yml', '/srv/stacks/wiki/docker-compose.roost.yml'],
      '/srv/stacks/wiki',
      ['a.yml'],
    ],
    ['of no file', ['-'], '/srv/stacks/wiki', undefined],
    ['of nobody knows what', [], '/srv/stacks/wiki', undefined],
  ])('%s', (_, files, folder, found) =>
    expect(filesOfWhatRuns(adopted({ containers: [running(files, folder)] }))).toEqual(found),
  );

  it('are kept with release 0', () => {
    const [step] = plan(adopted()).steps;
    expect(step!.call).toMatchObject({ run: 'adoptRelease', args: { compose: ['docker-compose.yml'] } });
  });

  it('are refused with the line to write where one would not be read any more', () => {
    const containers = [running(['/srv/stacks/wiki/docker-compose.yml', '/srv/stacks/wiki/prod.yml'])];
    expect(() => plan(adopted({ containers }))).toThrow(
      /what prod\.yml says would be lost.* write compose: \[docker-compose\.yml, prod\.yml\] under apps\.wiki/,
    );
  });

  it('may have another of the default names', () => {
    expect(plan(adopted({ contract: called('wiki', ['compose.yaml']) })).scope.compose).toEqual([
      'compose.yaml',
    ]);
  });
});

describe('the Compose project', () => {
  const projectOf = (given: Partial<DeployFacts>) => situationOf(adopted(given)).scope.project;
  const none = { containers: [] };

  it('is that of what runs, else Compose’s own', () => {
    expect(projectOf({ contract: called('prod'), containers: [running([], undefined, 'mine')] })).toBe(
      'mine',
    );
    expect(projectOf({ contract: called('prod'), ...none })).toBe('prod');
    expect(
      projectOf({
        app: { ...wiki, project: 'given', projectGiven: true },
        contract: called('prod'),
        ...none,
      }),
    ).toBe('given');
    expect(projectOf({ app: { ...wiki, contract: 'sgos' }, contract: called('prod'), ...none })).toBe('wiki');
  });

  it('is refused with the line to write where another one would get new and empty volumes', () => {
    expect(() => plan(adopted({ contract: called('prod') }))).toThrow(
      /says prod.* Write project: wiki under apps\.wiki/,
    );
    const given = { ...wiki, project: 'other', projectGiven: true };
    expect(() => plan(adopted({ app: given }))).toThrow(/the fleet file says other/);
    const serving = { release: 4, commit: null, version: null, slot: null, project: 'wiki', image: null };
    expect(() => plan(adopted({ serving, contract: called('prod') }))).toThrow(/says prod/);
  });

  it('stays where Compose would only take the folder’s name', () => {
    const containers = [running(['/srv/stacks/wiki/docker-compose.yml'], undefined, 'mine')];
    expect(plan(adopted({ containers })).scope).toMatchObject({ project: 'mine', compose: reading.files });
  });
});

it('shows what Compose warns about', () => {
  const contract = { ...called('wiki'), reading: { ...reading, warnings: ['The "A" variable is not set.'] } };
  expect(plan(adopted({ contract })).warnings).toContain(
    'Docker Compose warns: The "A" variable is not set.',
  );
});

describe('what is asked at the container', () => {
  const probeOf = (change: Partial<AppConfig>, port?: number) =>
    situationOf(adopted({ app: { ...wiki, ...change }, contract: { ...adopted().contract, port } })).probe;
  const health = wiki.health;

  it.each<[string, ReturnType<typeof probeOf>, object]>([
    ['nothing, where nobody names a port', probeOf({}), { ask: 'nothing' }],
    [
      'the only port that the Compose files name, of a container without a check',
      probeOf({}, 80),
      { ask: 'tcp', port: 80, unchecked: true },
    ],
    ['nothing, as it says', probeOf({ port: 80, health: { ...health, given: 'none' } }), { ask: 'nothing' }],
    ['a TCP port', probeOf({ health: { ...health, tcp: 5432 } }), { ask: 'tcp', port: 5432 }],
    ['the path at its port', probeOf({ port: 81 }, 80), { port: 81, path: '/health' }],
    [
      'the path at the only port',
      probeOf({ health: { ...health, path: '/x', given: 'path' } }, 80),
      { port: 80, path: '/x' },
    ],
  ])('%s', (_, probe, wanted) => {
    expect(probe).toMatchObject(wanted);
    expect(probe.ask).toBe((wanted as { ask?: string }).ask);
  });
});
