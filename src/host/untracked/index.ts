/** Files that Docker Compose reads for an app: which it names, and what each is on the host. */
import { posix } from 'node:path';
import { parseDocument } from 'yaml';
import { shellScript } from '../../lib/shell-script';
import { isSection, type Loose } from '../../lib/unchecked';
import { anyCode } from '../exit-code';
import {
  parseReading,
  projectFolder,
  resolveArgv,
  type ComposeReading,
  type ComposeUse,
} from '../model/compose-model';
import type { ExecOptions, Host } from '../types';
import { namedInModel, namedInText, type NamedFile, type NamedText } from './named';
import { interpolated, valuesIn } from './variables';

export type { NamedFile } from './named';

const look = shellScript(__dirname, 'look');
const printEach = shellScript(__dirname, 'print-each');

export interface AppFolder {
  /** Absolute. */
  directory: string;
  source: string;
  use: ComposeUse;
  /** Which serves; null: not known. */
  commit: string | null;
}

/** What a named file is. */
export interface FoundFile extends NamedFile {
  kind: 'missing' | 'folder' | 'file' | 'link' | 'other';
  /** git has it, as the commit has it or changed since. */
  git?: 'tracked' | 'changed';
  /** With all links above it resolved. */
  real: string;
  /** Octal, four digits. */
  mode?: string;
  uid?: number;
  gid?: number;
  bytes?: number;
  /** It begins as a SQLite database does. */
  sqlite?: true;
  /** Where a link leads, as it is written. */
  link?: string;
}

export interface FoundFiles {
  /** Of the app's folder, with all links resolved. */
  directory: string;
  files: FoundFile[];
  /** What is named by variables that have no plain value. */
  unclear: string[];
  /** What hindered Compose from making a model of its files; may quote values. */
  refusal: string | null;
}

/** Of one Compose file; of all that are named. */
const TEXT_BYTES = 1024 * 1024;
const MOST_TEXTS = 50;
const MOST = 1_000;
/** Links that lead to links; Compose files that name others. */
const DEPTH = 5;

/** Errors: those of the host. */
export async function findFiles(host: Host, app: AppFolder, options: ExecOptions = {}): Promise<FoundFiles> {
  const { reading, raw } = await readModels(host, app, options);
  const { files, use } = { files: reading.files, use: app.use };
  const base = projectFolder(app.source, files);
  const envFiles: NamedFile[] = [
    ...(use.envFiles?.length
      ? use.envFiles.map((file) => ({ path: posix.resolve(app.source, file), by: 'envFiles' }))
      : [base, app.source].map((folder) => ({ path: posix.join(folder, '.env'), by: 'Docker Compose' }))),
  ];
  const values = await valuesOf(host, envFiles, options);
  const unclear: string[] = [];
  const clear = (all: NamedFile[]): NamedFile[] =>
    all.flatMap((one) => {
      const path = interpolated(one.path, values);
      if (path === null) unclear.push(`${one.path} (${one.by})`);
      return path === null ? [] : [{ ...one, path: posix.normalize(path) }];
    });
  const ofModel = reading.model ? namedInModel(reading.model, base) : [];
  const ofRaw = raw ? namedInModel(raw, base) : [];
  const named: NamedFile[] = [
    ...envFiles,
    ...files.map((file) => ({ path: posix.resolve(app.source, file), by: 'Docker Compose' })),
    ...ofModel,
    // Only env files are named there, unless Compose refuses the rest.
    ...clear(reading.model ? ofRaw.filter(({ by }) => by.startsWith('env_file ')) : ofRaw),
    ...clear(
      await namedInTexts(
        host,
        files.map((file) => ({ file: posix.resolve(app.source, file), base })),
        raw !== null,
        options,
      ),
    ),
  ];
  const [folder, ...found] = await lookAt(host, app, [{ path: app.directory, by: '' }, ...named], options);
  return {
    directory: folder?.real ?? app.directory,
    files: found,
    unclear: [...new Set(unclear)],
    refusal: reading.model || reading.refusal === '' ? null : reading.refusal,
  };
}

/**
 * What Compose makes of the files, and the same before variables have their values: of that it leaves the
 * names of env files in, and it refuses less.
 */
async function readModels(
  host: Host,
  { source, use }: AppFolder,
  options: ExecOptions,
): Promise<{ reading: ComposeReading; raw: Loose | null }> {
  const read = async (...more: [string?]): Promise<ComposeReading> => {
    const argv = resolveArgv('', source, use, ...more);
    return parseReading((await host.exec(argv, { ...options, ok: anyCode })).stdout, '');
  };
  const reading = await read();
  return { reading, raw: (await read('--no-interpolate')).model };
}

async function namedInTexts(
  host: Host,
  first: NamedText[],
  isWithEnv: boolean,
  options: ExecOptions,
): Promise<NamedFile[]> {
  const named: NamedFile[] = [];
  const seen = new Set<string>();
  let next = first;
  for (let depth = 0; depth < DEPTH && next.length > 0; depth += 1) {
    const fresh = next.filter(({ file }) => !seen.has(file)).slice(0, MOST_TEXTS - seen.size);
    if (fresh.length === 0) break;
    fresh.forEach(({ file }) => seen.add(file));
    const { stdout } = await host.exec(
      printEach(String(TEXT_BYTES), ...fresh.map(({ file }) => file)),
      options,
    );
    const texts = stdout.split('\0');
    const all = fresh.map(({ base }, i) => namedInText(contentOf(texts[i] ?? ''), base, isWithEnv));
    named.push(...all.flatMap(({ files }) => files));
    next = all.flatMap((one) => one.texts);
  }
  return named;
}

/** Of what is in the env files; the later counts. */
async function valuesOf(
  host: Host,
  envFiles: NamedFile[],
  options: ExecOptions,
): Promise<Map<string, string>> {
  const { stdout } = await host.exec(
    printEach(String(TEXT_BYTES), ...envFiles.map(({ path }) => path)),
    options,
  );
  return new Map(stdout.split('\0').flatMap((text) => [...valuesIn(text)]));
}

/** What is no YAML Compose itself refuses. */
function contentOf(text: string): Loose {
  try {
    const content: unknown = parseDocument(text, {
      merge: true,
      prettyErrors: false,
      logLevel: 'error',
    }).toJS();
    return isSection(content) ? content : {};
  } catch {
    return {};
  }
}

/** With those to which links in the app's folder lead. */
async function lookAt(
  host: Host,
  { directory, source, commit }: AppFolder,
  named: NamedFile[],
  options: ExecOptions,
): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  let next = named;
  for (let depth = 0; depth <= DEPTH && next.length > 0; depth += 1) {
    const fresh = [...new Map(next.map((one) => [one.path, merged(one, next)])).values()]
      .filter(({ path }) => !found.has(path) && !path.includes('\0'))
      .slice(0, MOST - found.size);
    if (fresh.length === 0) break;
    const argv = look(source, commit ?? '', ...fresh.map(({ path }) => path));
    const words = (await host.exec(argv, options)).stdout.split('\0');
    fresh.forEach((one, i) => found.set(one.path, parsed(one, words.slice(6 * i, 6 * i + 6))));
    next = fresh.flatMap((one) => {
      const { link } = found.get(one.path)!;
      const to = link === undefined ? '' : posix.resolve(posix.dirname(one.path), link);
      return to.startsWith(`${directory}/`) ? [{ ...one, path: to }] : [];
    });
  }
  return [...found.values()];
}

/** A file that one service may only read and another may write can be written. */
function merged(one: NamedFile, all: NamedFile[]): NamedFile {
  const same = all.filter(({ path }) => path === one.path);
  const first = same[0]!;
  return {
    path: one.path,
    by: first.by,
    bind: same.every(({ bind }) => bind) || undefined,
    writable: same.some(({ writable }) => writable) || undefined,
  };
}

const kinds: FoundFile['kind'][] = ['missing', 'folder', 'file', 'link', 'other'];

/** A host may print what it likes. */
function parsed(one: NamedFile, [kind, about = '', git, sqlite, real = '', link = '']: string[]): FoundFile {
  const [, mode, uid, gid, bytes] = /^([0-7]{1,4}) (\d+) (\d+) (\d+)$/.exec(about) ?? [];
  const known = kinds.find((word) => word === kind) ?? 'missing';
  return {
    ...one,
    kind: known === 'file' && mode === undefined ? 'missing' : known,
    git: git === 'tracked' || git === 'changed' ? git : undefined,
    real,
    mode: mode?.padStart(4, '0'),
    uid: uid === undefined ? undefined : Number(uid),
    gid: gid === undefined ? undefined : Number(gid),
    bytes: bytes === undefined ? undefined : Number(bytes),
    sqlite: sqlite === 'sqlite' || undefined,
    link: known === 'link' ? link : undefined,
  };
}
