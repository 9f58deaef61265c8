/** Who can open an encrypted file: another key beside the others, or one less. The content stays the same. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RoostError } from '../../errors';
import type { SecretFormat } from '../../fleet/file/app/types';
import { decrypt } from '../decrypt';
import { readEncrypted } from '../encrypted';
import { requireAgeOnly } from './only';

export interface SecretContent {
  /** As named in messages. */
  path: string;
  format: SecretFormat;
  ciphertext: Buffer;
}

export interface Opening {
  /** Path of the sops executable. */
  sops: string;
  keyFile: string;
}

/** sops does several files in one call, and most of a call is its start. */
const AT_ONCE = 4;

/**
 * The same values under the same data key, which `recipient` opens too: it needs
 * no other key than `keyFile`, and no `.sops.yaml`.
 * Errors: `SecretInvalid`, `SecretKeyWrong`.
 */
export async function withReader(
  { sops, keyFile }: Opening,
  files: SecretContent[],
  recipient: string,
): Promise<Buffer[]> {
  files.forEach(({ ciphertext, format, path }) => requireAgeOnly(ciphertext, format, path));
  return inFolder(files, async (names, folder) => {
    const groups = new Map<string, string[]>();
    files.forEach(({ ciphertext, format }, i) => {
      const readers = [...(readEncrypted(ciphertext, format)?.recipients ?? []), recipient].join(',');
      const group = `${format} ${readers}`;
      groups.set(group, [...(groups.get(group) ?? []), names[i]!]);
    });
    for (const [group, members] of groups) {
      const [format = '', readers = ''] = group.split(' ');
      // A rule without a pattern is for every file.
      await writeFile(join(folder, '.sops.yaml'), `creation_rules:\n  - age: ${readers}\n`);
      const argv = ['updatekeys', '-y', '--input-type', format, ...members];
      await run(
        sops,
        argv,
        folder,
        keyFile,
        members.length === 1 ? namesOf(files, names, members) : 'the files',
      );
    }
  });
}

/** The same values under another data key, which these can no longer open. Errors: as of `withReader`. */
export async function withoutReaders(
  { sops, keyFile }: Opening,
  files: SecretContent[],
  recipients: string[],
): Promise<Buffer[]> {
  files.forEach(({ ciphertext, format, path }) => requireAgeOnly(ciphertext, format, path));
  return inFolder(files, (names, folder) =>
    each(names, (name, i) => {
      const { format, path } = files[i]!;
      const types = ['--input-type', format, '--output-type', format];
      const argv = ['rotate', '-i', '--rm-age', recipients.join(','), ...types, name];
      return run(sops, argv, folder, keyFile, path);
    }),
  );
}

/**
 * That the new texts hold what the former did, opened only with `keyFile`.
 * Errors: `SecretInvalid`, `SecretKeyWrong`.
 */
export async function requireSame(
  { sops, keyFile }: Opening,
  files: SecretContent[],
  changed: Buffer[],
  changedBy: string,
): Promise<void> {
  await each(files, async ({ path: name, format, ciphertext }, i) => {
    const before = await decrypt({ sops, ciphertext, format, keyFile, name });
    const after = await decrypt({ sops, ciphertext: changed[i]!, format, keyFile: changedBy, name });
    if (!before.equals(after))
      throw new RoostError('SecretInvalid', `sops would have changed the content of ${name}.`, {
        file: name,
      });
  });
}

/** Does `work` with each, a few at once; the first failure ends it. */
export async function each<T>(all: T[], work: (one: T, i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const line = async (): Promise<void> => {
    while (next < all.length) {
      const i = next++;
      try {
        await work(all[i]!, i);
      } catch (error) {
        next = all.length;
        throw error;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, line));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason as Error;
}

const namesOf = (files: SecretContent[], names: string[], [only]: string[]): string =>
  files[names.indexOf(only!)]!.path;

/** Copies by number: what a repository calls its files is no matter to sops. */
async function inFolder(
  files: SecretContent[],
  work: (names: string[], folder: string) => Promise<void>,
): Promise<Buffer[]> {
  const folder = await mkdtemp(join(tmpdir(), 'roost-recipients-'));
  const names = files.map((_, i) => join(folder, String(i)));
  try {
    for (const [i, { ciphertext }] of files.entries())
      await writeFile(names[i]!, ciphertext, { mode: 0o600 });
    await work(names, folder);
    return await Promise.all(names.map((name) => readFile(name)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(sops: string, argv: string[], cwd: string, keyFile: string, about: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env.PATH, HOME: '/nonexistent', SOPS_AGE_KEY_FILE: keyFile };
    const child = spawn(sops, argv, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-2_000)));
    child.on('error', ({ message }) =>
      reject(new RoostError('ToolMissing', `sops could not be started: ${message}`, { tool: 'sops' })),
    );
    child.on('close', (code) => {
      if (code === 0) return resolve();
      const wrong = code === 128 || /no identity matched|failed to decrypt|data key/i.test(said);
      // What it prints may quote the file.
      reject(
        wrong
          ? new RoostError('SecretKeyWrong', `The age key ${keyFile} does not open ${about}.`, {
              file: about,
            })
          : new RoostError('SecretInvalid', `sops ${argv[0]} of ${about} ended with ${code}.`, {
              file: about,
            }),
      );
    });
  });
}
