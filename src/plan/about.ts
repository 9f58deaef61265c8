/** What lists, records and titles say of a plan, of whichever kind. */
import type { CopySource } from '../protocol/data';
import type { Plan } from '../protocol/plan';

/** The commit that a run brings into service, or whose data it copies. */
export const commitOf = (plan: Plan): string | null => (plan.backup ? plan.backup.commit : plan.to.commit);

export const versionOf = (plan: Plan): string | null => (plan.backup ? plan.backup.version : plan.to.version);

/** `postgres phone`, `folder data/voicemails`: as titles and tables name a source. */
export function sourceName(source: CopySource): string {
  switch (source.kind) {
    case 'script':
      return `script ${source.command}`;
    case 'postgres':
      return `database ${source.database}`;
    case 'sqlite':
      return `SQLite file ${source.path}`;
    case 'folder':
      return `folder ${source.path}`;
    case 'volume':
      return `volume ${source.name}`;
    case 'config':
      return 'configuration';
  }
}
