import { readFile } from 'node:fs/promises';
import { RoostError } from '../../../errors';
import type { AppConfig } from '../../../fleet/file';
import { recipientsIn } from '../../../secrets/age/key-file';
import { stageValue } from '../../../secrets/staged';
import { findTool } from '../../../tools';
import type { Context } from '../../command/context';

/**
 * Encrypts what stdin gives for the run, and returns its id.
 * Errors: `BadRequest`, `SecretKeyWrong`, `ToolMissing`.
 */
export async function stageGiven(
  { env }: Pick<Context, 'env'>,
  { name: app, secrets }: AppConfig,
  keyFile: string,
  name: string,
  directory: string,
): Promise<string> {
  if (process.stdin.isTTY)
    throw new RoostError('BadRequest', 'Give the value by stdin: what is typed here would be shown.');
  const text = await readFile('/dev/stdin', 'utf8');
  const value = text.replace(/\r?\n$/, '');
  if (value === '') throw new RoostError('BadRequest', 'stdin gave no value.');
  const keygen = await findTool('age-keygen', { env });
  const files = new Set(secrets.map((secret) => secret.keyFile ?? keyFile));
  const recipients = await Promise.all([...files].map((file) => recipientsIn(keygen, file)));
  if (recipients.flat().length === 0)
    throw new RoostError(
      'SecretKeyWrong',
      `${keyFile} is not on this machine: run this on the control host.`,
    );
  return stageValue(directory, await findTool('sops', { env }), recipients.flat(), { app, name, value });
}
