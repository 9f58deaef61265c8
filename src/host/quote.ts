import { RoostError } from '../errors';

const plain = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** One word for a POSIX shell. Single quotes hold everything but a single quote. */
export function quoteWord(word: string): string {
  if (word.includes('\0')) throw new RoostError('BadRequest', 'A command may not contain a NUL character.');
  return plain.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The exec string of an argv, for any POSIX login shell. */
export function quote(argv: readonly string[]): string {
  if (argv.length === 0) throw new RoostError('BadRequest', 'A command needs at least a program.');
  return argv.map(quoteWord).join(' ');
}

/** Lines for a POSIX shell that set and export variables. */
export function exportLines(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).map(([name, value]) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      throw new RoostError('BadRequest', `"${name}" cannot be the name of an environment variable.`);
    return `export ${name}=${quoteWord(value)}`;
  });
}
