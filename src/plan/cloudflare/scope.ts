/** What a plan for one app or one host may touch. Pure. */
import type { Fleet } from '../../fleet/file/types';
import type { Owner } from '../../protocol/steps/cloudflare';

export interface Only {
  app?: string;
  host?: string;
}

/** Whether a thing of this owner is in the plan. */
export function isWithin(owner: Owner, only: Only | undefined, { apps }: Pick<Fleet, 'apps'>): boolean {
  if (!only) return true;
  if ('fleet' in owner) return false;
  if ('app' in owner)
    return (
      owner.app === only.app ||
      (only.host !== undefined && Object.hasOwn(apps, owner.app) && apps[owner.app]!.host === only.host)
    );
  return owner.host === only.host;
}
