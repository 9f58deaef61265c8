import { statSync } from 'node:fs';

/**
 * A sentence if accounts other than the owner can read or change a file with a secret; its group may read it.
 * Null: they cannot, or the file cannot be checked.
 */
export function exposureOf(file: string): string | null {
  const mode = modeOf(file);
  if ((mode & 0o027) === 0) return null;
  const octal = mode.toString(8).padStart(4, '0');
  return `${file} has mode ${octal}: other accounts can read or change it`;
}

function modeOf(file: string): number {
  try {
    return statSync(file).mode & 0o777;
  } catch {
    return 0;
  }
}
