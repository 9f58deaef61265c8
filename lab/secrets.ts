import { findTool } from '../src/tools';
import type { Log } from './engine';
import { run } from './run';

/** Encrypts for one recipient; nothing but the encrypted text leaves this function. */
export async function encrypt(
  plain: string,
  format: 'dotenv' | 'json',
  recipient: string,
  log: Log,
): Promise<string> {
  const sops = await findTool('sops', { log });
  const types = ['--input-type', format, '--output-type', format];
  // No configuration: its rules would compete with the recipient given here. Input by stdin, as no file is named.
  const argv = [
    sops,
    '--config',
    '/dev/null',
    'encrypt',
    ...types,
    '--age',
    recipient,
    '--filename-override',
    'secret',
  ];
  return `${await run(argv, { input: plain })}\n`;
}
