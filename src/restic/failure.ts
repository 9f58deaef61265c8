/** What a failed restic means, by its exit code (0.18 has one for each kind). */
import { RoostError } from '../errors';
import { isDiskFull, lastLines } from '../lib/output-tail';

/** Some source files could not be read; the snapshot was made all the same. */
export const PARTIAL = 3;
const NO_REPOSITORY = 10;
export const LOCKED = 11;
const WRONG_PASSWORD = 12;

/** `stderr`: without secrets. `command`: of restic. `where`: the repository as it may be shown. */
export function failureOf(code: number, stderr: string, command: string, where: string): RoostError {
  const end = lastLines(stderr);
  const facts = { repository: where, exit: code };
  if (code === NO_REPOSITORY)
    return new RoostError('RepositoryMissing', `There is no restic repository at ${where}.`, facts);
  if (code === WRONG_PASSWORD)
    return new RoostError(
      'RepositoryPasswordWrong',
      `The password does not open the repository ${where}.`,
      facts,
    );
  if (code === LOCKED)
    return new RoostError(
      'RepositoryLocked',
      `The repository ${where} is locked by another restic:\n${end}`,
      facts,
    );
  if (code === PARTIAL)
    return new RoostError('BackupPartial', `Not every file could be read for ${command}:\n${end}`, facts);
  if (isDiskFull(end))
    return new RoostError('DiskFull', `${command} found no space left on the control host:\n${end}`, facts);
  if (
    /pack .* damaged|ciphertext verification failed|hash mismatch|repository contains errors|data corruption/i.test(
      end,
    )
  )
    return new RoostError(
      'RepositoryDamaged',
      `The repository ${where} is damaged, as ${command} reports:\n${end}`,
      facts,
    );
  return new RoostError(
    'ResticFailed',
    `restic ${command} failed (exit ${code}) at ${where}:\n${end}`,
    facts,
  );
}

/** A repository's address without a password in it. */
export const shown = (url: string): string => url.replace(/\/\/[^/@\s]*@/, '//');
