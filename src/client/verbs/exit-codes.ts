import { errors } from '../../errors';
import { exitCodes } from '../command/exit-codes';
import type { Define } from './types';

/** `roost help exit-codes`: a page of the help that is found like a verb. */
export const defineExitCodes: Define = (program, act) => {
  const command = program.command('exit-codes', { hidden: true }).action(
    act(async () => {
      const codes = Object.fromEntries(
        Object.entries(errors).map(([code, { exit, retryable, hint }]) => [code, { exit, retryable, hint }]),
      );
      return { json: { exits: exitCodes(), errors: codes }, lines: page() };
    }),
  );
  command.helpInformation = () => `${page().join('\n')}\n`;
};

function page(): string[] {
  return exitCodes().flatMap(({ exit, meaning, codes }) => [
    `${String(exit).padStart(3)}  ${meaning}`,
    ...codes.map((code) => `       ${code}`),
  ]);
}
