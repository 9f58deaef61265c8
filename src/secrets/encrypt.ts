import { spawn } from 'node:child_process';
import { RoostError } from '../errors';

/** A JSON text, by stdin. Errors: `SecretInvalid`, `ToolMissing`. */
export function encryptTo(sops: string, json: string, recipients: string[]): Promise<Buffer> {
  const types = ['--input-type', 'json', '--output-type', 'json', '--filename-override', 'value.json'];
  const argv = ['--config', '/dev/null', 'encrypt', '--age', recipients.join(','), ...types];
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env.PATH, HOME: '/nonexistent' };
    const child = spawn(sops, argv, { env, stdio: ['pipe', 'pipe', 'ignore'] });
    const out: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.on('error', ({ message }) =>
      reject(new RoostError('ToolMissing', `sops could not be started: ${message}`, { tool: 'sops' })),
    );
    child.on('close', (code) => {
      if (code === 0) return resolve(Buffer.concat(out));
      reject(new RoostError('SecretInvalid', `sops encrypt ended with ${code}.`, {}));
    });
    child.stdin.on('error', () => {});
    child.stdin.end(json);
  });
}
