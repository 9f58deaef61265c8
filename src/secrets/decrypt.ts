/** Decrypts with sops; plaintext exists only in this process's memory and on its way to a host. */
import { spawn } from 'node:child_process';
import { RoostError } from '../errors';
import type { SecretFormat } from '../fleet/file/app/types';
import { requireAgeOnly } from './age/only';
import { secretValues } from './values';

export interface DecryptRequest {
  /** Path of the sops executable. */
  sops: string;
  ciphertext: Buffer;
  format: SecretFormat;
  /** Of what is printed. Default: `format`. */
  output?: SecretFormat;
  /** Path of the age key file. */
  keyFile: string;
  /** As named in messages. */
  name: string;
}

/** sops's own exit codes. */
const NO_KEY = 128;
const MAC = new Set([51, 52]);

/** Errors: `SecretKeyWrong`, `SecretInvalid` (also for a file with keys that are not age keys). */
export async function decrypt({
  sops,
  ciphertext,
  format,
  output = format,
  keyFile,
  name,
}: DecryptRequest): Promise<Buffer> {
  requireAgeOnly(ciphertext, format, name);
  const argv = ['decrypt', '--input-type', format, '--output-type', output, '/dev/stdin'];
  const { code, stdout, stderr } = await run(sops, argv, ciphertext, {
    // Without the credentials and the configuration of this machine.
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    SOPS_AGE_KEY_FILE: keyFile,
  });
  if (code === 0) return stdout;
  const message = withoutContent(stderr.toString('utf8'), ciphertext, format)
    .trim()
    .split('\n')
    .slice(0, 6)
    .join('\n');
  if (code === NO_KEY)
    throw new RoostError('SecretKeyWrong', `The age key ${keyFile} does not open ${name}:\n${message}`, {
      file: name,
    });
  if (MAC.has(code))
    throw new RoostError(
      'SecretInvalid',
      `${name} was changed after it was encrypted: its MAC does not fit.`,
      { file: name },
    );
  throw new RoostError('SecretInvalid', `sops cannot read ${name} (exit ${code}):\n${message}`, {
    file: name,
  });
}

/** sops quotes a line or value that it did not write, such as a secret that a person added unencrypted. */
function withoutContent(text: string, ciphertext: Buffer, format: SecretFormat): string {
  const lines = ciphertext
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim());
  const content = [...lines, ...secretValues(ciphertext, format)].filter((text) => text.length >= 4);
  return content
    .sort((a, b) => b.length - a.length)
    .reduce((left, part) => left.replaceAll(part, '[redacted]'), text);
}

function run(
  file: string,
  args: string[],
  input: Buffer,
  env: NodeJS.ProcessEnv,
): Promise<{ code: number; stdout: Buffer; stderr: Buffer }> {
  return new Promise((resolve, reject) => {
    // Node's pipes are sockets, and those cannot be opened as /dev/stdin: the shell makes a real one.
    const child = spawn('sh', ['-c', 'cat | exec "$0" "$@"', file, ...args], {
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (cause) =>
      reject(
        new RoostError(
          'ToolMissing',
          `sops could not be started: ${cause.message}`,
          { tool: 'sops' },
          { cause },
        ),
      ),
    );
    child.on('close', (code) =>
      resolve({ code: code ?? -1, stdout: Buffer.concat(out), stderr: Buffer.concat(err) }),
    );
    // sops may exit early and close its stdin; the exit code has the reason.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
