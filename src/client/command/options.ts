/** Checks of what comes from the command line; each names its option. */
import { InvalidArgumentError } from 'commander';
import { RoostError } from '../../errors';
import { userPattern } from '../../fleet/file/host/schema';
import { DAY, HOUR, MINUTE } from '../../lib/time';

/** A ref goes to git on a host: no spaces, nothing that git takes for an option. */
export function checkRef(ref: string): void {
  if (/^[A-Za-z0-9._/][A-Za-z0-9._/-]*$/.test(ref) && !ref.includes('..')) return;
  throw new RoostError(
    'BadRequest',
    `--ref ${JSON.stringify(ref)} is not the name of a branch, tag or commit`,
    { option: '--ref' },
  );
}

export function checkHash(hash: string): void {
  if (/^[0-9a-f]{16}$/.test(hash)) return;
  throw new RoostError(
    'BadRequest',
    `--expect ${JSON.stringify(hash)} is not a plan's hash: 16 hex digits, as --plan prints them`,
    { option: '--expect' },
  );
}

/** A number, or the beginning of a commit as git prints them. */
export function checkRelease(release: string): void {
  if (/^(\d{1,9}|[0-9a-fA-F]{4,40})$/.test(release)) return;
  throw new RoostError(
    'BadRequest',
    `--to ${JSON.stringify(release)} is neither the number of a release nor a commit`,
    { option: '--to' },
  );
}

export function checkUser(user: string): void {
  if (userPattern.test(user)) return;
  throw new RoostError('BadRequest', `--user ${JSON.stringify(user)} is not an SSH user`, {
    option: '--user',
  });
}

export function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value <= 1000) return value;
  throw new InvalidArgumentError('It should be a number from 1 to 1000.');
}

const units: Record<string, number> = { m: MINUTE, h: HOUR, d: DAY };

/** A day or time in the operator's own time zone, or how long ago. */
export function moment(text: string): Date {
  const [, amount, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (amount && unit) return new Date(Date.now() - Number(amount) * units[unit]!);
  // A bare day would be read as one of UTC.
  const date = /^\d{4}-\d\d-\d\d$/.test(text)
    ? new Date(`${text}T00:00`)
    : /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)
      ? new Date(text)
      : null;
  if (date && !Number.isNaN(date.getTime())) return date;
  throw new InvalidArgumentError(
    'It should be a day or time (2026-11-01, 2026-11-01T14:00) or a duration (24h, 90m, 7d).',
  );
}

export function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value < 65_536) return value;
  throw new InvalidArgumentError('It should be a port, 0 to 65535 (0: any free one).');
}

export interface GlobalOptions {
  fleet?: string;
  json?: boolean;
  color: boolean;
}
