import type { AppConfig } from '../file/app/types';
import { checkManifest } from './check-manifest';
import { checkServices } from './check-services';
import { parseComposeFiles } from './compose';
import { missingFiles, plainSecrets, textOf, type SourceFiles } from './files';
import { attempt } from './invalid';
import { parseAppJson } from './manifest';
import { rollingObstacles } from './rolling';
import type { AppFacts, AppManifest, ComposeModel, ContractProblem, ContractReport } from './types';

export interface ContractInput {
  app: AppConfig;
  files: SourceFiles;
}

/** Whether a release can be deployed, by its files (those of `contractFiles`). Never throws on their content. */
export function checkContract({ app, files }: ContractInput): ContractReport {
  const problems: ContractProblem[] = [...missingFiles(app, files), ...plainSecrets(app, files)];
  const manifest = readManifest(app, files, problems);
  const compose = readComposeFiles(app, files, problems);
  if (manifest) problems.push(...checkManifest(app, manifest));
  if (compose) problems.push(...checkServices(app, compose));
  return {
    problems,
    rollingObstacles: rollingObstacles(app, compose),
    facts: factsOf(app, manifest),
    manifest,
    compose,
  };
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
  const sources = app.compose.flatMap((file) => {
    const text = textOf(files, file);
    return text === undefined ? [] : [{ file, text }];
  });
  // Half of the files would show a service that is not there, or lacks what the other half adds.
  return sources.length < app.compose.length
    ? undefined
    : attempt(() => parseComposeFiles(sources), problems);
}

function factsOf(app: AppConfig, manifest: AppManifest | undefined): AppFacts | undefined {
  if (app.contract === 'compose') return { migration: app.migration ?? 'none', scripts: app.scripts };
  return manifest && { version: manifest.version, migration: manifest.migration, scripts: manifest.scripts };
}
