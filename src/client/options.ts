/** Checks of what comes from the command line; each names its option. */
import { InvalidArgumentError } from 'commander';
import { RoostError } from '../errors';

/** A ref goes to git on a host: no spaces, nothing that git takes for an option. */
export function checkRef(ref: string): void {
  if (/^[A-Za-z0-9._/][A-Za-z0-9._/-]*$/.test(ref) && !ref.includes('..')) return;
  throw new RoostError('BadRequest', `--ref ${JSON.stringify(ref)} is not the name of a branch, tag or commit`, { option: '--ref' });
}

export function checkHash(hash: string): void {
  if (/^[0-9a-f]{16}$/.test(hash)) return;
  throw new RoostError('BadRequest', `--expect ${JSON.stringify(hash)} is not a plan's hash: 16 hex digits, as --plan prints them`, { option: '--expect' });
}

export function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value <= 1000) return value;
  throw new InvalidArgumentError('It should be a number from 1 to 1000.');
}

export function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value < 65_536) return value;
  throw new InvalidArgumentError('It should be a port, 0 to 65535 (0: any free one).');
}
