import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errors, type ErrorEntry } from '../../src/errors';

const folder = join(__dirname, '../../src/errors/registry');
const areas = readdirSync(folder).filter((file) => !['entry.ts', 'index.ts'].includes(file));
const tableOf = (file: string): Record<string, ErrorEntry> =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- each file of the folder, by its name
  Object.values(require(join(folder, file)) as Record<string, Record<string, ErrorEntry>>)[0]!;

it('the registry holds each code of each area once', () => {
  const codes = areas.flatMap((area) => Object.keys(tableOf(area)));
  expect(new Set(codes).size).toBe(codes.length);
  expect(Object.keys(errors).sort()).toEqual(codes.sort());
});

it('every hint is a sentence that names what to do', () => {
  for (const [code, { hint }] of Object.entries(errors)) expect(`${code}: ${hint}`).toMatch(/: .{15,}[.`]$/);
});

/**
 * A night reads it in the workflow, so that a night in flight would ask for other backups at its
 * replay: to change what is here needs `patched`. A new code may be added.
 */
const retried =
  'AuditUnusable BackupRunning BackupStatusUnusable CloudflareFailed CommandFailed CommandTimeout ConnectionLost ' +
  'CopyBusy FetchFailed GatewayMissing GitHubFailed HandedOver HostBusy HostRestarted HostUnreachable InstallFailed ' +
  'JobLost LockLost Locked NotifyFailed PullFailed RepositoryLocked ResticFailed StalePull TemporalUnreachable ' +
  'WorkerMissing';

it('what is tried again stays so for the nights that have begun', () => {
  const codes = Object.entries(errors).flatMap(([code, { retryable }]) => (retryable ? [code] : []));
  expect(codes.sort().join(' ')).toBe(retried);
});
