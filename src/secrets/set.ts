/** Changes values of the control plane's own secrets, in the encrypted file. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RoostError } from '../errors';
import { writeAtomic } from '../lib/files/atomic-file';
import { requireAgeOnly } from './age/only';
import { decrypt } from './decrypt';
import { dotenvEntries } from './values';

interface ChangeRequest {
  /** Path of the sops executable. */
  sops: string;
  /** A sops dotenv file. */
  file: string;
  keyFile: string;
}

export interface SetRequest extends ChangeRequest {
  name: string;
  value: string;
  /** Finds out whether it would work, and changes nothing. */
  rehearse?: boolean;
}

type Values = Map<string, string>;

/**
 * In a copy first, which is read back: the file is replaced as a whole, or
 * not at all. Errors: `SecretInvalid`, `SecretKeyWrong`, `ToolMissing`.
 */
export async function setSecret({ name, value, rehearse, ...request }: SetRequest): Promise<void> {
  const edit = (copy: string): Promise<void> => run(request, 'set', copy, name, value);
  await change(request, edit, (values) => values.set(name, value), rehearse);
}

/** Those that are there. Errors: as of `setSecret`. */
export async function removeSecrets({
  names,
  ...request
}: ChangeRequest & { names: string[] }): Promise<void> {
  const edit = async (copy: string, before: () => Promise<Values>): Promise<void> => {
    const present = await before();
    for (const name of names) if (present.has(name)) await run(request, 'unset', copy, name);
  };
  await change(request, edit, (values) => new Map([...values].filter(([name]) => !names.includes(name))));
}

/** `wanted`: what the values are to be. */
async function change(
  { sops, file, keyFile }: ChangeRequest,
  edit: (copy: string, before: () => Promise<Values>) => Promise<void>,
  wanted: (before: Values) => Values,
  rehearse = false,
): Promise<void> {
  const path = await realpath(file);
  const before = await readFile(path);
  requireAgeOnly(before, 'dotenv', file);
  const folder = await mkdtemp(join(tmpdir(), 'roost-set-'));
  try {
    const copy = join(folder, 'secrets.env');
    await writeFile(copy, before, { mode: 0o600 });
    const read = async (ciphertext: Buffer): Promise<Values> => {
      const plaintext = await decrypt({ sops, ciphertext, format: 'dotenv', keyFile, name: file });
      return new Map(dotenvEntries(plaintext.toString('utf8')));
    };
    await edit(copy, () => read(before));
    const after = await readFile(copy);
    const asked = wanted(await read(before));
    const found = await read(after);
    if (asked.size !== found.size || [...asked].some(([key, one]) => found.get(key) !== one))
      throw failed(file, 'what it wrote is not what it was given');
    if (rehearse) return;
    if (!before.equals(await readFile(path))) throw failed(file, 'it was changed meanwhile');
    await writeAtomic(path, after, { mode: (await stat(path)).mode & 0o777 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A value by stdin: in the arguments it is seen by all of this machine. */
function run(
  { sops, keyFile, file }: ChangeRequest,
  verb: 'set' | 'unset',
  copy: string,
  name: string,
  value?: string,
): Promise<void> {
  const types = ['--input-type', 'dotenv', '--output-type', 'dotenv'];
  const how = verb === 'set' ? ['--value-stdin', ...types] : types;
  return new Promise((resolve, reject) => {
    const child = spawn(sops, [verb, ...how, copy, JSON.stringify([name])], {
      env: { PATH: process.env.PATH, HOME: '/nonexistent', SOPS_AGE_KEY_FILE: keyFile },
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-2_000)));
    child.on('error', ({ message }) =>
      reject(new RoostError('ToolMissing', `sops could not be started: ${message}`, { tool: 'sops' })),
    );
    child.on('close', (code) => {
      if (code === 0) return resolve();
      // It may repeat what it was given.
      const shown = value === undefined ? said : said.replaceAll(value, '[redacted]');
      const text = shown.trim().split('\n').slice(0, 3).join('\n');
      reject(failed(file, `sops ${verb} ended with ${code}: ${text}`));
    });
    child.stdin.on('error', () => {});
    child.stdin.end(value === undefined ? '' : JSON.stringify(value));
  });
}

const failed = (file: string, why: string): RoostError =>
  new RoostError('SecretInvalid', `${file} was not changed: ${why}.`, { file });
