/**
 * What the app's own backup script wrote, for its own restore script. That changes what is live, so nothing
 * is swapped: `state.sh` shows how far it is, and `restore/steps/by-script.ts` runs it and puts back what was
 * kept.
 */
import { posix } from 'node:path';
import { RoostError } from '../../../errors';
import { sentences } from '../../../lib/sentences';
import { shellScript } from '../../../lib/shell-script';
import { restorePaths } from '../../../plan/restore/names';
import type { RestoreRoom } from '../restore-types';

const amount = shellScript(__dirname, '../folder/amount');
export const stateProgram = shellScript(__dirname, 'state');

/** Where it is noted how far the script of an operation is, and what was kept before it. */
export const scriptFolder = (restores: string, operation: string): string =>
  posix.join(restorePaths(restores, operation).folder, 'script');

export const scriptRestore: RestoreRoom<'script'> = {
  sentTo: ({ paths }, item, operation) => restorePaths(paths.restores, operation).sentAs(item),
  async load(site, item, into) {
    const sent = scriptRestore.sentTo(site, item, site.context.operation, into);
    const [files = 0, bytes = 0] = (await site.read(amount(sent))).stdout.trim().split(' ').map(Number);
    if (files >= item.files && bytes >= item.bytes) return `${files} files, ${bytes} bytes`;
    throw new RoostError(
      'CopyDamaged',
      sentences(
        `Of what the backup script of ${site.app.name} wrote ${files || 0} files and ${bytes || 0} bytes`,
        `are on ${site.host.name}; the snapshot has ${item.files} and ${item.bytes}.`,
      ),
      { from: item.from },
    );
  },
  swap: async ({ paths }, item, operation, verb) =>
    stateProgram(
      verb,
      scriptFolder(paths.restores, operation),
      restorePaths(paths.restores, operation).sentAs(item),
    ),
  keptAs: (item, operation, into) =>
    into === 'scratch'
      ? posix.join('.roost/restores', operation, 'sent', item.from)
      : item.keeps.length > 0
        ? posix.join('.roost/restores', operation, 'script/former')
        : 'not kept',
};
