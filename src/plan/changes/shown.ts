/** What of changes may be recorded and shown: short, plain, and without what is known to be secret. */
import { plainText } from '../../lib/plain-text';
import type { Difference, PlanChanges } from '../../protocol/changes';

/** Of one list. */
const NAMES = 20;
const SERVICES = 60;
const LENGTH = 160;

export function shownChanges(changes: PlanChanges, scrub: (text: string) => string): PlanChanges {
  const one = (text: string): string => {
    const clean = plainText(scrub(text)).replace(/\s+/g, ' ');
    return clean.length > LENGTH ? `${clean.slice(0, LENGTH)}…` : clean;
  };
  const names = (all: string[]): string[] =>
    all.length > NAMES ? [...all.slice(0, NAMES).map(one), `and ${all.length - NAMES} more`] : all.map(one);
  const each = (all: string[] | undefined): string[] | undefined => all && names(all);
  const difference = ({ part, added, removed, changed }: Difference): Difference => ({
    part,
    added: each(added),
    removed: each(removed),
    changed: each(changed),
  });
  const services = changes.services.slice(0, SERVICES).map(({ service, is, differences }) => ({
    service: one(service),
    is,
    differences: differences?.map(difference),
  }));
  const more = changes.services.length - services.length;
  return {
    services: more > 0 ? [...services, { service: `and ${more} more`, is: 'changed' }] : services,
    volumes: each(changes.volumes),
    folders: each(changes.folders),
    once: each(changes.once),
    unread: changes.unread?.map(({ service, files }) => ({ service: one(service), files: names(files) })),
    pinned: each(changes.pinned),
  };
}
