/** What Docker Compose makes of the values of a decrypted env file: asked on the host, by its own version. */
import { posix } from 'node:path';
import type { AppConfig, SecretFile } from '../../fleet/file/app/types';
import { sentences } from '../../lib/sentences';
import { shellScript } from '../../lib/shell-script';
import { section, text, type Loose } from '../../lib/unchecked';
import { changedKeys, type Seen } from '../../secrets/changed-keys';
import { contentOnHost, exactValues, formatOnHost, linesOf } from '../../secrets/env-file';
import type { Host } from '../types';

const program = shellScript(__dirname, 'env-values');

/** Each is asked about separately, where Compose refuses the file. */
const ASKED_ALONE = 20;

export interface KeyFinding {
  /** As in the repository. */
  file: string;
  key: string;
  /** What is wrong with it, and what to write instead. */
  message: string;
  /** A value that was promised to arrive as it is does not. */
  broken: boolean;
}

type Asker = Pick<Host, 'exec' | 'scrub'>;

export interface AskedFile {
  app: Pick<AppConfig, 'directory' | 'source' | 'compose' | 'envFiles'>;
  secret: SecretFile;
  /** As sops prints it. */
  plaintext: Buffer;
  /** Of the app's Compose files. */
  texts: string[];
  /** What Compose makes of the app; null: not known. */
  model: Loose | null;
  /** Where `.env` is searched for: the source folder, as it will be. */
  folder: string;
}

/**
 * The keys whose values Compose changes on their way to a container.
 * Errors: those of the host, `SecretInvalid`.
 */
export async function findChangedKeys(host: Asker, asked: AskedFile): Promise<KeyFinding[]> {
  const { secret, plaintext } = asked;
  if (formatOnHost(secret) !== 'dotenv') return [];
  const content = contentOnHost(plaintext, secret);
  const written = secret.exact
    ? exactValues(plaintext, secret)
    : [...new Map(linesOf(plaintext.toString('utf8')))];
  const seen = await ask(host, asked, content, written);
  if (typeof seen === 'string') return refused(host, asked, written);
  const messages = [
    ...longKeys(asked, written).map((key) => [key, LONG] as const),
    ...changed(secret, written, seen).map((key) => [key, secret.exact ? BROKEN : CHANGED] as const),
    ...rawKeys(asked, written).map((key) => [key, RAW] as const),
    ...hiddenKeys(asked, written, seen).map((key) => [key, HIDDEN] as const),
  ];
  return messages.map(([key, message]) => finding(secret, host.scrub(key), message));
}

const CHANGED = sentences(
  'Docker Compose changes its value, by what a $,',
  'a # after a blank, quotes or blanks at its ends mean to it.',
  'Put it in single quotes, or set exact: true for this file under secrets in the fleet file',
);
const REFUSED = sentences(
  'Docker Compose cannot read its value.',
  'Put it in single quotes, or set exact: true for this file under secrets in the fleet file',
);
const BROKEN = sentences(
  "this host's version of Docker Compose does not pass its value on as it is.",
  'Update Docker Compose, or keep the value in a file of format binary that is mounted',
);
const RAW = sentences(
  'a service reads it by env_file with format: raw, so it would get the quotes too.',
  'Take format: raw out of the Compose file, or exact: true out of the fleet file',
);
const HIDDEN = sentences(
  'the SSH user of the host has a variable of this name in its environment,',
  'which Docker Compose puts in its place in the Compose file. Give it another name',
);

const LONG = sentences(
  'Linux passes no environment variable of 128 KiB or more on, so no container starts with it.',
  'Keep the value in a file of format binary that is mounted',
);

const finding = ({ source, exact }: SecretFile, key: string, message: string): KeyFinding => ({
  file: source,
  key,
  message,
  broken: message === LONG || (exact === true && message !== HIDDEN),
});

/** A text: why Compose refuses. */
async function ask(
  host: Pick<Host, 'exec'>,
  { app, secret, folder }: AskedFile,
  content: Buffer,
  written: [string, string][],
): Promise<Seen | string> {
  const names = written.map(([key]) => key).filter((key) => /^[A-Za-z_]\w*$/.test(key));
  const argv = program(folder, isVariables(app, secret) ? 'yes' : 'no', ...names);
  const { stdout } = await host.exec(argv, { input: content });
  const [code, stderr = '', json = ''] = stdout.split('\0');
  if (code !== '0') return stderr || 'no answer';
  const services = section(section(JSON.parse(json)).services);
  return { file: environmentOf(services.f), variables: environmentOf(services.v) };
}

/** Compose doubles each `$` of what it prints. */
const environmentOf = (service: unknown): Map<string, string> =>
  new Map(
    Object.entries(section(section(service).environment)).map(([key, value]) => [
      key,
      (text(value) ?? '').replaceAll('$$', '$'),
    ]),
  );

async function refused(host: Asker, asked: AskedFile, written: [string, string][]): Promise<KeyFinding[]> {
  const { secret } = asked;
  const suspects = written.filter(([, value]) => /[$"'\\]/.test(value)).slice(0, ASKED_ALONE);
  const wrong = new Map<string, string>();
  for (const one of suspects)
    if (typeof (await ask(host, asked, linesAgain(secret, [one]), [one])) === 'string')
      wrong.set(one[0], secret.exact ? BROKEN : REFUSED);
  const rest = written.filter(([key]) => !wrong.has(key));
  const seen = wrong.size > 0 ? await ask(host, asked, linesAgain(secret, rest), rest) : '';
  if (typeof seen !== 'string') changed(secret, rest, seen).forEach((key) => wrong.set(key, CHANGED));
  return [...wrong].map(([key, message]) => finding(secret, host.scrub(key), message));
}

function linesAgain(secret: SecretFile, values: [string, string][]): Buffer {
  if (!secret.exact) return Buffer.from(values.map(([key, value]) => `${key}=${value}\n`).join(''));
  const text = JSON.stringify(Object.fromEntries(values));
  return contentOnHost(Buffer.from(text), { ...secret, format: 'json' });
}

const changed = (secret: SecretFile, written: [string, string][], seen: Seen): string[] =>
  secret.exact
    ? written.filter(([key, value]) => seen.file.get(key) !== value).map(([key]) => key)
    : changedKeys(written, seen);

/** Whether Compose takes the values of `${…}` from it. */
function isVariables(app: AskedFile['app'], { target }: SecretFile): boolean {
  const source = posix.join(app.directory, app.source);
  const folder = posix.dirname(posix.join(source, app.compose[0] ?? 'compose.yaml'));
  const files = app.envFiles?.length
    ? app.envFiles.map((file) => posix.resolve(source, file))
    : [`${folder}/.env`];
  return files.includes(posix.join(app.directory, target));
}

const LONGEST = 128 * 1024;

/** Of those that a service gets. */
function longKeys({ model }: AskedFile, written: [string, string][]): string[] {
  const services = Object.values(section(section(model).services)).map(environmentOf);
  return written
    .filter(
      ([key, value]) =>
        Buffer.byteLength(`${key}=${value}`) >= LONGEST && services.some((service) => service.has(key)),
    )
    .map(([key]) => key);
}

/** Keys of which services would get the quotes of an exact file. */
function rawKeys({ secret, model }: AskedFile, written: [string, string][]): string[] {
  if (!secret.exact || !model) return [];
  const environments = Object.values(section(model.services)).map(environmentOf);
  return written
    .filter(([key, value]) => {
      const quoted = linesAgain(secret, [[key, value]])
        .toString('utf8')
        .slice(key.length + 1, -1);
      return quoted !== value && environments.some((environment) => environment.get(key) === quoted);
    })
    .map(([key]) => key);
}

function hiddenKeys(asked: AskedFile, written: [string, string][], seen: Seen): string[] {
  if (!isVariables(asked.app, asked.secret)) return [];
  return written.flatMap(([key]) => {
    const value = seen.variables.get(key);
    const isUsed = value !== undefined && value !== seen.file.get(key);
    return isUsed && asked.texts.some((one) => new RegExp(`\\$\\{?${key}\\b`).test(one)) ? [key] : [];
  });
}
