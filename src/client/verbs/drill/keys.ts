import { resolve } from 'node:path';
import { RoostError, reportFor } from '../../../errors';
import { tryKeys } from '../../../inspect/keys';
import type { Context } from '../../command/context';
import { Failed, type Reply } from '../../command/reply';
import { secretFrom } from '../../command/secret';
import { table } from '../../output/table';

export interface KeysOptions {
  ageKey: string;
  password: string;
  secondPassword?: string;
}

export async function keys(context: Context, options: KeysOptions): Promise<Reply> {
  const { password, secondPassword } = options;
  if (password === '-' && secondPassword === '-')
    throw new RoostError('BadRequest', 'only one password can come from stdin');
  const results = await tryKeys(context, {
    ageKey: resolve(options.ageKey),
    password: await secretFrom(password),
    secondPassword: secondPassword === undefined ? undefined : await secretFrom(secondPassword),
  });
  const { paint } = context.screen.theme;
  const rows = results.map(({ what, problem, untried }) => [
    what,
    problem === null
      ? paint.green('opens')
      : untried
        ? paint.yellow(`not tried: ${problem}`)
        : paint.red(problem),
  ]);
  const lines = table(['WHAT', 'WITH THE OFFLINE COPIES'], rows, context.screen.theme);
  const failed = results.filter(({ problem }) => problem !== null).length;
  if (failed === 0) return { json: { keys: results }, lines };
  if (!context.screen.options.json) context.screen.print(lines);
  throw new Failed(
    reportFor('KeysUnproven', `${failed} of ${results.length} are not opened by the offline copies`, {
      failed,
    }),
    { json: { keys: results }, lines: [] },
  );
}
