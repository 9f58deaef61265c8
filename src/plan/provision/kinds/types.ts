import type { ResourceKind, ResourceOf } from '../../../protocol/steps/provision';

/**
 * What the planner knows of a kind of resource; `host/provision/kinds` has
 * how the host is asked, and how it is made so.
 */
export interface Kind<K extends ResourceKind> {
  /** Unique among its kind, for people. */
  name(resource: ResourceOf<K>): string;
  /** Of the kind's functions on the host. */
  args(resource: ResourceOf<K>): string[];
  /** What the host answers if it is as wanted. */
  want(resource: ResourceOf<K>): string;
  /** A state, as people read it. Default: as it is, with shorter digests. */
  shown?(state: string, resource: ResourceOf<K>): string;
  /** What is to be made, if that depends on what is there; null: it is as wanted. */
  complete?(resource: ResourceOf<K>, state: string): ResourceOf<K> | null;
}
