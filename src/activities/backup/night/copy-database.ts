/** Copies SQLite databases of the control host. */
import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { backup, DatabaseSync } from '@photostructure/sqlite';
import { RoostError } from '../../../errors';

/**
 * Copies `from` while other processes write to it, and reads the copy back; a
 * database that is not there is left out. Errors: `CopyDamaged`.
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  if (!(await stat(from).catch(() => null))) return;
  const source = new DatabaseSync(from, { readOnly: true, timeout: 30_000 });
  try {
    // All pages in one step: between two, a commit of another process would begin the copy anew.
    await backup(source, to, { rate: -1 });
  } finally {
    source.close();
  }
  const says = await integrityOf(to);
  if (says !== 'ok')
    throw new RoostError('CopyDamaged', `The copy of ${from} cannot be read back: ${says}`, { file: from });
}

const INTEGRITY = `
const { parentPort, workerData: { library, file } } = require('node:worker_threads');
const { DatabaseSync } = require(library);
const database = new DatabaseSync(file, { readOnly: true });
const { integrity_check: says } = database.prepare('PRAGMA integrity_check').get();
database.close();
parentPort.postMessage(says);`;

/**
 * `ok`, or what is wrong. In a thread of its own: of a large file it takes longer than an activity
 * may go without a beat, any of this worker.
 */
export function integrityOf(file: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(INTEGRITY, {
      eval: true,
      workerData: { library: require.resolve('@photostructure/sqlite'), file },
    });
    thread
      .once('message', resolve)
      .once('error', (cause) =>
        reject(new RoostError('CopyDamaged', `${file} cannot be read back: ${cause.message}`, { file })),
      );
  });
}
