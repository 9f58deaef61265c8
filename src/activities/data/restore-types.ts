import type { Mount } from '../../host/rooted';
import type { AppScope } from '../../protocol/scope';
import type { RestoreInto, RestoreItem, RestoreKind } from '../../protocol/steps/restore';
import type { Site, StepSite } from '../app/site';

export type ItemOf<K extends RestoreKind> = Extract<RestoreItem, { kind: K }>;

/** What can be done with an item, once it is loaded. */
export type SwapVerb = 'in' | 'back' | 'former' | 'loaded' | 'drop-new' | 'drop-kept';

/** What a program of a swap is made for: of a step, or of a plan, which only reads. */
export interface SwapSite extends Pick<Site, 'app' | 'host' | 'paths' | 'source'> {
  scope: AppScope;
  context: Pick<StepSite['context'], 'operation'>;
}

/**
 * How one kind of data comes back: beside the live data, then in
 * their place. All of it may be done twice.
 */
export interface RestoreRoom<K extends RestoreKind> {
  /** Where on the host it is sent, absolute. */
  sentTo(site: Pick<Site, 'paths' | 'app'>, item: ItemOf<K>, operation: string, into: RestoreInto): string;
  /** Where it is sent instead, by whom, and what makes way for it; absent: to `sentTo`, which is a path. */
  receives?(
    site: StepSite,
    item: ItemOf<K>,
    operation: string,
    ahead: string | undefined,
  ): { prepare: string[]; to: string; mount: Mount } | undefined;
  /**
   * Loads what was sent beside the live data and checks it; returns a note.
   * Errors: `LoadFailed`, `CopyDamaged`, `SourceMissing`, `DiskFull`.
   */
  load(site: StepSite, item: ItemOf<K>, into: RestoreInto): Promise<string>;
  /** Rows of each table as loaded; of a database. */
  rows?(site: StepSite, item: ItemOf<K>): Promise<Record<string, number>>;
  /** The program of a swap: argv by verb. `operation`: the one that has loaded it. */
  swap(site: SwapSite, item: ItemOf<K>, operation: string, verb: SwapVerb): Promise<string[]>;
  /** Where the former data are after the swap, or the loaded ones where nothing is swapped. In words. */
  keptAs(item: ItemOf<K>, operation: string, into: RestoreInto): string;
}
