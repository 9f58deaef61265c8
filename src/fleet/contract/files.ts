import { posix } from 'node:path';
import { sentences } from '../../lib/sentences';
import type { AppConfig } from '../file/app/types';
import type { ContractProblem } from './types';

/** Text of the named files, relative to the app's source; null or absent: there is no such file. */
export type SourceFiles = Record<string, string | null>;

/** The files that {@link checkContract} wants to see, relative to the app's source. */
export function contractFiles(app: AppConfig): string[] {
  const secrets = app.secrets.map(({ source }) => source);
  const own = app.contract === 'sgos' ? ['app.json', 'CHANGELOG.md'] : [];
  if (app.contract === 'sgos' && secrets.length > 0) own.push('.sops.yaml');
  return [...new Set([...own, ...namesOf(app), ...secrets])];
}

/** As Docker Compose searches for them, in this order: the first of each list that is there. */
export const COMPOSE_NAMES = {
  main: ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'],
  override: [
    'compose.override.yml',
    'compose.override.yaml',
    'docker-compose.override.yml',
    'docker-compose.override.yaml',
  ],
};

const namesOf = ({ compose }: Pick<AppConfig, 'compose'>): string[] =>
  compose.length > 0 ? compose : [...COMPOSE_NAMES.main, ...COMPOSE_NAMES.override];

/** The Compose files among `files`; where the fleet file names none, those that Compose would find. */
export function composeFilesIn({ compose }: Pick<AppConfig, 'compose'>, files: SourceFiles): string[] {
  if (compose.length > 0) return compose;
  const found = ({ main, override }: typeof COMPOSE_NAMES): (string | undefined)[] =>
    [main, override].map((names) => names.find((name) => textOf(files, name) !== undefined));
  const [main, override] = found(COMPOSE_NAMES);
  if (main === undefined) return [];
  return override === undefined ? [main] : [main, override];
}

const remedy: Record<string, string> = {
  'app.json': 'add it with name, version and migration',
  'CHANGELOG.md': 'add it with an entry for each version',
  '.sops.yaml': 'add it with creation_rules that name the public age key',
};

export function missingFiles(app: AppConfig, files: SourceFiles): ContractProblem[] {
  const secrets = app.secrets.map(({ source }) => source);
  const optional = app.compose.length > 0 ? [] : namesOf(app);
  return contractFiles(app)
    .filter((file) => textOf(files, file) === undefined && !optional.includes(file))
    .map((file) => ({
      file,
      field: '',
      message: sentences(
        'is missing;',
        `${remedy[file] ?? (secrets.includes(file) ? 'encrypt it with sops and commit it' : 'add it, or name another under compose in the fleet file')}`,
      ),
    }));
}

/** A secret committed as plain text is public: report it before the next deploy. */
export function plainSecrets(app: AppConfig, files: SourceFiles): ContractProblem[] {
  return app.secrets
    .filter(({ source }) => textOf(files, source)?.includes('ENC[AES256_GCM') === false)
    .map(({ source }) => ({
      file: source,
      field: '',
      message: 'is not encrypted; replace the secrets in it, then encrypt it with sops',
    }));
}

export const textOf = (files: SourceFiles, file: string): string | undefined =>
  Object.hasOwn(files, file) ? (files[file] ?? undefined) : undefined;

/** The folder that relative paths of the Compose files start from. */
export const composeFolder = (app: AppConfig): string =>
  posix.join(app.directory, app.source, posix.dirname(app.compose[0] ?? ''));
