/**
 * Shell programs of roost: `.sh` files beside the code that runs them; a host gets the text as one
 * argument.
 */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Argv that runs the program with these arguments. */
export type ShellScript = (...args: string[]) => string[];

/** Loads `NAME.sh` of `folder` once. */
export function shellScript(folder: string, name: string): ShellScript {
  const text = readScript(join(folder, `${name}.sh`));
  return (...args) => ['sh', '-c', text, basename(name), ...args];
}

/**
 * The whole program: a line `. FILE`, with FILE relative to the script, becomes
 * the text of that file, since the host does not have it. The header is left out.
 */
export function readScript(file: string): string {
  const text = readFileSync(file, 'utf8').replace(/^(#.*\n)+/, '');
  return text.replace(/^\. (\S+\.sh)$/gm, (_, part: string) =>
    readScript(join(dirname(file), part)).trimEnd(),
  );
}
