/**
 * Each feature of the Compose specification is honoured or refused
 * by name: Docker Compose itself reads it.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { releaseOverride } from '../../../src/activities/app/compose/compose';
import { modelOf } from '../../../src/activities/app/compose/model';
import { checkContract } from '../../../src/fleet/contract';
import type { AppConfig } from '../../../src/fleet/file';
import {
  differing,
  digestModel,
  parseReading,
  refusalOf,
  resolveArgv,
  viewArgv,
} from '../../../src/host/model/compose-model';
import { lackingOf, missingArgv, needsOf, needText } from '../../../src/host/model/needs';
import { section, type Loose } from '../../../src/lib/unchecked';
import { atLeast } from '../../../src/lib/version';
import { wiki } from '../../fleet/contract/sample';
import { withCompose } from '../compose-program';
import { features, type Feature } from './features';
import { specification } from './specification';

/** Of the program that is asked. */
const VERSION = process.env.ROOST_TEST_COMPOSE_VERSION ?? '2.40.3';

let env: NodeJS.ProcessEnv;
let root: string;
/** The model of an app that uses nothing. */
let plain: Loose;
const counts: Record<string, number> = {};

beforeAll(async () => {
  env = await withCompose();
  // The networks and volumes that its engine would have.
  const bin = env.PATH!.split(':')[0]!;
  const docker = readFileSync(join(bin, 'docker'), 'utf8');
  writeFileSync(
    join(bin, 'docker'),
    docker.replace(
      '[ "$1" = compose ]',
      'case $1 in network|volume) [ "$4" = here ]; exit ;; version) exit 0 ;; esac\n[ "$1" = compose ]',
    ),
  );
  root = realpathSync(mkdtempSync(join(tmpdir(), 'roost-conformance-')));
  plain = read({ files: { 'compose.yaml': '{"services": {"web": {"image": "app"}}}' } }).model;
  rmSync(root, { recursive: true });
});
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'roost-conformance-')));
});
afterEach(() => rmSync(root, { recursive: true }));
afterAll(() => {
  const text = Object.entries(counts).map(([word, count]) => `${count} ${word}`);
  process.stderr.write(`Compose ${VERSION}, ${features.length} features: ${text.join(', ')}\n`);
});

const run = (argv: string[], cwd = root): string =>
  execFileSync(argv[0]!, argv.slice(1), { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

function write(folder: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const app: AppConfig = {
  ...wiki,
  contract: 'compose',
  source: '.',
  service: 'web',
  compose: [],
  secrets: [],
  port: 80,
  data: { services: [], folders: [], sqlite: [], volumes: [] },
};

/** As the facts of a plan read a commit beside what the host has. */
function read({ files, host = {} }: Pick<Feature, 'files' | 'host'>) {
  const directory = join(root, 'srv/app');
  const [tree, view] = [join(root, 'tree'), join(root, 'view')];
  mkdirSync(directory, { recursive: true });
  write(tree, files);
  write(directory, host);
  run(viewArgv({ root: view, tree, directory, source: directory }));
  // Where there can be one file only, it is not looked for.
  const one = 'compose.yaml' in files && !Object.keys(files).some((name) => name.includes('override'));
  const use = { files: one ? ['compose.yaml'] : [] };
  const reading = parseReading(run(resolveArgv(view, directory, use)), view);
  const needs = reading.model ? needsOf(reading.model) : [];
  const { missing } = lackingOf(needs, needs.length === 0 ? '' : run(missingArgv(needs, view)), view);
  const report = checkContract({
    app: { ...app, directory },
    files: {},
    reading: {
      files: reading.files,
      model: reading.model,
      refusal: refusalOf(reading, { app, host: { scrub: (text) => text }, source: directory }),
      warnings: reading.warnings,
      imageHasCheck: true,
      missing: missing.map((need) => ({ field: need.field, message: needText(need) })),
    },
  });
  write(directory, files);
  const problems = report.problems.map(({ field, message }) => `${field}: ${message}`);
  return { directory, reading, model: reading.model!, problems };
}

const byHand = (directory: string, ...options: string[]): Loose =>
  JSON.parse(run(['docker', 'compose', ...options, 'config', '--format', 'json'], directory)) as Loose;

/** What roost's own file adds is left out. */
function withoutRoost(model: Loose): Loose {
  const services = Object.entries(section(model.services)).map(([name, value]) => {
    const { image: _, labels, healthcheck, develop: ____, ...rest } = section(value);
    const { 'roost.content': __, ...own } = section(labels);
    const { start_interval, ...check } = section(healthcheck);
    const kept = start_interval === '200ms' ? check : { ...check, start_interval };
    return [name, { ...rest, labels: own, healthcheck: healthcheck === undefined ? undefined : kept }];
  });
  const { name: ___, ...top } = model;
  return { ...top, services: Object.fromEntries(services) as Loose };
}

function count(word: string): void {
  counts[word] = (counts[word] ?? 0) + 1;
}

it.each(features.map((feature) => [feature.name, feature] as const))('%s', (_, feature) => {
  const { directory, reading, model, problems } = read(feature);
  if (feature.since && !atLeast(VERSION, feature.since)) {
    // Docker Compose says by its name what it does not know, and the refusal says it too.
    if (problems.length > 0) return count('refused by an older Compose, by name');
  }
  if (feature.refused !== undefined) {
    expect(problems.join('\n')).toMatch(new RegExp(feature.refused));
    return count('refused by name');
  }
  expect(problems).toEqual([]);
  // Nothing is lost between the commit and what is started there, with what roost adds.
  const files = reading.files.flatMap((file) => ['-f', file]);
  write(directory, { 'docker-compose.roost.yml': overrideOf(model) });
  const together = withoutRoost(byHand(directory, ...files, '-f', 'docker-compose.roost.yml'));
  expect(together).toEqual(withoutRoost(model));
  count('honoured');
  if (feature.inert) return;
  // And what it says makes a container another one.
  expect(differing(digestModel(model), digestModel(plain))).not.toEqual([]);
});

function overrideOf(model: Loose): string {
  const resolved = modelOf(model);
  const images = Object.fromEntries(Object.keys(resolved.services).map((name) => [name, `roost/${name}:1`]));
  const one = { app: 'app', release: 1, strategy: 'recreate', slot: null, service: 'web' } as const;
  return releaseOverride({ ...one, network: null, images, fastStart: true, contents: {} }, resolved);
}

it('covers every key of the specification', () => {
  const covered = new Set(features.flatMap(({ keys }) => keys));
  expect(specification.filter((key) => !covered.has(key))).toEqual([]);
});
