import { sentences } from '../../lib/sentences';
import type { AppConfig } from '../file/app/types';
import { checkManifest } from './check-manifest';
import { checkServices, serviceOf } from './check-services';
import { parseComposeFiles, parseComposeModel } from './compose/model';
import { composeFilesIn, missingFiles, plainSecrets, textOf, type SourceFiles } from './files';
import { attempt } from './invalid';
import { parseAppJson } from './manifest';
import { rollingObstacles } from './rolling';
import type {
  AppFacts,
  AppManifest,
  ComposeModel,
  ComposeReading,
  ComposeService,
  ContractProblem,
  ContractReport,
} from './types';

export interface ContractInput {
  app: AppConfig;
  files: SourceFiles;
  /** Absent: the texts of the Compose files are all that is known. */
  reading?: ComposeReading;
}

/**
 * Whether a release can be deployed, by its files (those of
 * `contractFiles`). Never throws on their content.
 */
export function checkContract({ app, files, reading }: ContractInput): ContractReport {
  const missing = missingFiles(app, files).filter(({ file }) => !reading || !app.compose.includes(file));
  const problems: ContractProblem[] = [...missing, ...plainSecrets(app, files)];
  const manifest = readManifest(app, files, problems);
  const compose = reading ? modelOf(reading, problems) : readComposeFiles(app, files, problems);
  if (manifest) problems.push(...checkManifest(app, manifest));
  const file = reading?.files[0] ?? composeFilesIn(app, files)[0] ?? 'docker-compose.yml';
  const service = compose && serviceOf(compose, app.service);
  const port = app.port ?? (service && onlyPort(service));
  if (compose && !compose.partial)
    problems.push(
      ...checkServices(app, compose, { file, port, imageHasCheck: reading?.imageHasCheck ?? null }),
    );
  return {
    problems,
    rollingObstacles: rollingObstacles(app, compose),
    facts: factsOf(app, manifest),
    manifest,
    compose,
    reading: reading && {
      files: reading.files,
      warnings: reading.warnings,
      keys: reading.keys,
      imageHasCheck: reading.imageHasCheck,
    },
    port,
  };
}

function modelOf(reading: ComposeReading, problems: ContractProblem[]): ComposeModel | undefined {
  const { files, model, refusal } = reading;
  const file = files[0] ?? 'docker-compose.yml';
  problems.push(...(reading.missing ?? []).map((one) => ({ file, ...one })));
  for (const { file: of, key, message, broken } of reading.keys ?? [])
    if (broken) problems.push({ file: of, field: key, message });
  if (model) return parseComposeModel(model);
  problems.push({ file, field: '', message: refusal ?? 'cannot be read' });
  return undefined;
}

/** The one port of the container that the Compose file names. */
function onlyPort({ ports, expose }: ComposeService): number | undefined {
  const tcp = ports.filter(({ protocol }) => protocol === undefined);
  const named = [...new Set([...tcp.map(({ target }) => target), ...expose])];
  return named.length === 1 && /^\d+$/.test(named[0]!) ? Number(named[0]) : undefined;
}

function readManifest(
  app: AppConfig,
  files: SourceFiles,
  problems: ContractProblem[],
): AppManifest | undefined {
  const text = app.contract === 'sgos' ? textOf(files, 'app.json') : undefined;
  return text === undefined ? undefined : attempt(() => parseAppJson(text), problems);
}

function readComposeFiles(
  app: AppConfig,
  files: SourceFiles,
  problems: ContractProblem[],
): ComposeModel | undefined {
  const names = composeFilesIn(app, files);
  if (names.length === 0) {
    const message = sentences(
      'is missing, and so is every other name that Docker Compose searches for;',
      `add it, or name another under apps.${app.name}.compose in the fleet file`,
    );
    problems.push({ file: 'docker-compose.yml', field: '', message });
    return undefined;
  }
  const sources = names.flatMap((file) => {
    const text = textOf(files, file);
    return text === undefined ? [] : [{ file, text }];
  });
  // Half of the files would show a service that is not there, or lacks what the other half adds.
  return sources.length < names.length ? undefined : attempt(() => parseComposeFiles(sources), problems);
}

function factsOf(app: AppConfig, manifest: AppManifest | undefined): AppFacts | undefined {
  if (app.contract === 'compose') return { migration: app.migration ?? 'none', scripts: app.scripts };
  return manifest && { version: manifest.version, migration: manifest.migration, scripts: manifest.scripts };
}
