/** What the nightly backup needs here: restic, rsync, room in its folder, and a repository that its password opens. */
import { execFile } from 'node:child_process';
import { access, constants, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { backupOf, type Fleet } from '../../fleet/config';
import { findTool } from '../../tools';
import { bytes } from '../../units';
import type { Context } from '../context';
import { repositoryOf } from '../direct/repository';
import { toReport } from '../failure';
import { fail, ok, unknown, warn, type Finding } from './types';

const run = promisify(execFile);
/** ms; restic itself would try for a quarter of an hour. */
const REPOSITORY_LIMIT = 20_000;

export async function backupFindings(context: Context, fleet: Fleet, offline: boolean): Promise<Finding[]> {
  if (!fleet.backup) return [];
  const restic = await findTool('restic', { env: context.env, fetch: false }).catch(() => null);
  return [
    restic === null ? warn('restic', 'restic is not installed', 'install it, 0.18 or newer, or let the first backup fetch it') : ok('restic', restic),
    await rsync(context.env),
    await folder(backupOf(fleet).folder),
    ...(offline ? [] : [restic === null ? unknown('repository', 'not asked: there is no restic yet') : await repository(context)]),
  ];
}

async function rsync(env: NodeJS.ProcessEnv): Promise<Finding> {
  try {
    const { stdout } = await run('rsync', ['--version'], { env });
    return ok('rsync', /version (\S+)/.exec(stdout)?.[1] ?? 'is there');
  } catch {
    return fail('rsync', 'rsync is not installed here', 'install the package rsync on this machine');
  }
}

/** Made by the first backup; the account of the worker may be another than this one. */
async function folder(path: string): Promise<Finding> {
  let there = path;
  for (;;) {
    try {
      await access(there, constants.W_OK);
      const { bavail, bsize } = await statfs(there);
      return ok('staging', `${bytes(bavail * bsize)} free in ${path}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' && there !== dirname(there)) there = dirname(there);
      else
        return warn(
          'staging',
          `${there} cannot be written to from this account`,
          'mend backup.folder in the fleet file, or let the worker’s account write there',
        );
    }
  }
}

async function repository(context: Context): Promise<Finding> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error(`the repository has not answered for ${REPOSITORY_LIMIT / 1000} s`)), REPOSITORY_LIMIT);
  try {
    const restic = await repositoryOf(context, late.signal);
    if (await restic.exists()) return ok('repository', `${restic.where} opens`);
    return warn('repository', `there is none yet at ${restic.where}`, 'roost backup init');
  } catch (error) {
    if (late.signal.aborted) return fail('repository', (late.signal.reason as Error).message, 'look whether backup.repository.url can be reached from here');
    const { message, hint } = toReport(error);
    return fail('repository', message, hint);
  } finally {
    clearTimeout(timer);
  }
}
