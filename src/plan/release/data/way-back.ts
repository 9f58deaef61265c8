/** The data that a breaking migration may change, and how they come back. Pure. */
import { RoostError } from '../../../errors';
import type { AppConfig } from '../../../fleet/file/app/types';
import { sentences } from '../../../lib/sentences';
import type { CopySource, SourceKind } from '../../../protocol/data';
import type { KeptData } from '../../../protocol/steps/release';
import { sourceName } from '../../about';
import { dataOf } from '../../backup/sources';
import { short } from '../../short';
import type { DeployFacts } from '../facts';
import type { DeploySituation } from '../situation';

/** Whether data of a kind can be put back as they were before a migration. */
const comesBack: Record<SourceKind, boolean> = {
  postgres: true,
  mariadb: true,
  redis: true,
  sqlite: true,
  folder: true,
  volume: true,
  script: false,
  untracked: false,
  config: false,
};

/** What of the app's data is kept before a migration; null: nothing. */
export function keptData(
  app: AppConfig,
  { release, dataServices }: Pick<DeploySituation, 'release' | 'dataServices'>,
  files: CopySource[] = filesOf(app),
): KeptData | null {
  const { postgres } = app.data;
  if (!postgres && files.length === 0) return null;
  return {
    release,
    postgres,
    files: files.length > 0 ? files : undefined,
    dataServices,
  };
}

/** The data besides the database. */
export const filesOf = (app: AppConfig): CopySource[] =>
  dataOf(app).filter(({ kind }) => kind !== 'postgres' && comesBack[kind]);

/** A migration that may change what is there. Of a first deploy over nothing there is nothing to keep. */
export const changesData = (
  { migration, dataThere }: Pick<DeployFacts, 'migration' | 'dataThere'>,
  { former }: Pick<DeploySituation, 'former'>,
): boolean => migration === 'breaking' && (former !== null || dataThere === true);

/** By name, what a breaking migration may change for good. */
export function withoutWayBack(facts: DeployFacts, situation: DeploySituation): string[] {
  if (!changesData(facts, situation)) return [];
  const all = dataOf(facts.app);
  if (all.length === 0) return [`all data, since none stand under apps.${facts.app.name}.data`];
  return all.filter(({ kind }) => !comesBack[kind]).map(sourceName);
}

/** Errors: `NoWayBack`. */
export function refuseWithoutWayBack(
  facts: DeployFacts,
  situation: DeploySituation,
  accepted?: boolean,
): void {
  const names = withoutWayBack(facts, situation);
  if (names.length === 0 || accepted) return;
  const { app, target } = facts;
  throw new RoostError(
    'NoWayBack',
    sentences(
      `Commit ${short(target.commit)} of ${app.name} has a breaking migration,`,
      `and this could not be put back: ${names.join(', ')}.`,
    ),
    { app: app.name, commit: target.commit, data: names },
  );
}
