import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Ends when all that was written to the folder's file system is on the disk, whichever process wrote it. An
 * old
 * `sync` knows no `-f`, and syncs all.
 */
export async function syncFiles(folder: string): Promise<void> {
  await run('sync', ['-f', folder]).catch(() => run('sync'));
}
