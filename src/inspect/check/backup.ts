/**
 * What the nightly backup needs here: restic, rsync, room in its folder,
 * and a repository that its password opens.
 */
import { execFile } from 'node:child_process';
import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { spareOf } from '../../backup';
import { backupOf, type Fleet } from '../../fleet/file';
import { bytes } from '../../lib/units';
import { toReport } from '../../temporal/runs/errors';
import { findTool } from '../../tools';
import type { InspectDeps } from '../deps';
import { repositoryOf } from '../repository';
import { fail, ok, unknown, warn, type Finding } from './types';

const run = promisify(execFile);
/** ms; restic itself would try for a quarter of an hour. */
const REPOSITORY_LIMIT = 20_000;
const REPOSITORY_GRACE = 2_000;

export async function backupFindings(deps: InspectDeps, fleet: Fleet, offline: boolean): Promise<Finding[]> {
  if (!fleet.backup) return [];
  const asked = [restic(deps.env), rsync(deps.env), folder(backupOf(fleet).folder)];
  if (!offline) asked.push(repository(deps));
  return Promise.all(asked);
}

async function restic(env: NodeJS.ProcessEnv): Promise<Finding> {
  try {
    return ok('restic', await findTool('restic', { env, fetch: false }));
  } catch (error) {
    return warn('restic', toReport(error).message, 'install it, or let the first backup fetch it');
  }
}

async function rsync(env: NodeJS.ProcessEnv): Promise<Finding> {
  try {
    const { stdout } = await run('rsync', ['--version'], { env });
    return ok('rsync', /version (\S+)/.exec(stdout)?.[1] ?? 'is there');
  } catch (error) {
    return fail(
      'rsync',
      `rsync cannot be run: ${(error as Error).message.trim().split('\n')[0]}`,
      'install the package rsync on this machine',
    );
  }
}

/** The first backup makes it; the account of the worker may be another than this one. */
async function folder(path: string): Promise<Finding> {
  const there = await firstThere(path);
  const spaced = `backup.folder (${path})`;
  const remedy = 'mend backup.folder in the fleet file, or let the account of the worker write there';
  if (!(await stat(there)).isDirectory()) return fail('staging', `${spaced}: ${there} is no folder`, remedy);
  if (!(await may(there))) return warn('staging', `${spaced}: this account cannot write to ${there}`, remedy);
  const { bavail, blocks, bsize } = await statfs(there);
  const says = `${bytes(bavail * bsize)} of ${bytes(blocks * bsize)} free for ${path}`;
  return bavail * bsize < spareOf(blocks * bsize)
    ? warn('staging', says, 'free space, or name a folder on a larger disk in backup.folder')
    : ok('staging', says);
}

const may = (path: string): Promise<boolean> =>
  access(path, constants.W_OK).then(
    () => true,
    () => false,
  );

/** It, or what is above it and is there. */
async function firstThere(path: string): Promise<string> {
  for (let there = path; there !== dirname(there); there = dirname(there))
    if (await stat(there).catch(() => null)) return there;
  return '/';
}

async function repository(deps: InspectDeps): Promise<Finding> {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  try {
    const restic = await repositoryOf(deps, {
      signal: late.signal,
      grace: REPOSITORY_GRACE,
      fetch: false,
    });
    timer = setTimeout(
      () => late.abort(new Error(`${restic.where} has not answered for ${REPOSITORY_LIMIT / 1000} s`)),
      REPOSITORY_LIMIT,
    );
    if (await restic.exists()) return ok('repository', `${restic.where} opens`);
    return warn('repository', `there is none yet at ${restic.where}`, 'roost backup init');
  } catch (error) {
    if (late.signal.aborted)
      return fail(
        'repository',
        (late.signal.reason as Error).message,
        'look whether backup.repository.url can be reached from here',
      );
    const { code, message, hint } = toReport(error);
    return code === 'ToolMissing'
      ? unknown('repository', `not asked: ${message}`)
      : fail('repository', message, hint);
  } finally {
    clearTimeout(timer);
  }
}
