/** Whether the app's own restore script could do its work, and what is kept before it. Pure. */
import type { SourceFiles } from '../../../fleet/contract';
import type { AppConfig } from '../../../fleet/file';
import type { Scripts } from '../../../fleet/file/app/types';
import { onlyIf } from '../../../lib/only-if';
import { sentences } from '../../../lib/sentences';
import { sourceName } from '../../../plan/about';
import { dataOf } from '../../../plan/backup/sources';
import { ok, warn, type Finding } from '../types';

/**
 * The file of the repository with which the command begins, if it does. By contract sgos the command is not
 * known before the repository is read.
 */
export function programsOf({ contract, scripts }: Pick<AppConfig, 'contract' | 'scripts'>): string[] {
  if (contract !== 'compose') return [];
  const [, name] = /^\.\/([\w./-]+)(\s|$)/.exec(scripts.restore?.trim() ?? '') ?? [];
  return name === undefined || name.split('/').includes('..') ? [] : [name];
}

export function restoreFindings(app: AppConfig, { restore, backup }: Scripts, files: SourceFiles): Finding[] {
  if (restore === undefined) return [];
  const missing = programsOf(app).filter((name) => typeof files[name] !== 'string');
  const kept = dataOf(app).map(sourceName);
  const found = [
    ...onlyIf(
      backup === undefined,
      warn(
        'restore',
        'there is scripts.restore, and no scripts.backup whose output it would restore',
        'add scripts.backup, or remove scripts.restore',
      ),
    ),
    ...onlyIf(
      missing.length > 0,
      warn(
        'restore',
        `scripts.restore is ${restore}, and ${app.branch} has no file ${missing.join()}`,
        `commit it, or correct apps.${app.name}.scripts.restore in the fleet file`,
      ),
    ),
    ...onlyIf(
      kept.length === 0,
      warn(
        'restore',
        `nothing is kept before ${restore} changes the data: a restore has no way back`,
        sentences(
          `name them under apps.${app.name}.data in the fleet file;`,
          'without that a restore needs --no-way-back',
        ),
      ),
    ),
  ];
  return found.length > 0 ? found : [ok('restore', `by ${restore}; kept before it: ${kept.join(', ')}`)];
}
