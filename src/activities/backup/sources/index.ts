/** Every kind of data that a backup can copy. */
import type { CopySource, SourceKind } from '../../../protocol/data';
import type { StepSite } from '../../app/site';
import { config } from './config';
import { folder } from './folder';
import { postgres } from './postgres';
import { script } from './script';
import { sqlite } from './sqlite';
import type { Lying, Source } from './types';
import { volume } from './volume';

export type { Lying } from './types';

const sources: { [K in SourceKind]: Source<K> } = { script, postgres, sqlite, folder, volume, config };

/** The compiler cannot follow a kind from a source to its file. */
const of = ({ kind }: CopySource): Source<never> => sources[kind] as unknown as Source<never>;

export const take = (
  site: StepSite,
  source: CopySource,
  folder: string,
  running?: string[],
): Promise<string> => of(source).take(site, source as never, folder, running);

/** What is pulled from where it lies. */
export const lying = (site: { directory: string }, all: CopySource[]): Lying[] =>
  all.flatMap((source) => of(source).lies?.(site, source as never) ?? []);
