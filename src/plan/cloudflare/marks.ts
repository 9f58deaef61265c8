/** The marks by which roost knows what is its own at Cloudflare. Nothing without one is ever changed. */
import type { Owner } from '../../protocol/steps/cloudflare';

/** Of a DNS record, at most 97 characters: Free zones allow 100. */
export function recordComment(fleet: string, owner: Owner): string {
  const whose = 'app' in owner ? ` app=${owner.app}` : 'host' in owner ? ` host=${owner.host}` : '';
  return `roost fleet=${fleet}${whose}`;
}

/** Whose record it is, by its comment; null: not this fleet's. */
export function ownerIn(comment: string | null, fleet: string): Owner | null {
  const found = /^roost fleet=([a-z0-9-]+)(?: (app|host)=([a-z0-9-]+))?$/.exec(comment ?? '');
  if (found?.[1] !== fleet) return null;
  const [, , kind, name] = found;
  if (name === undefined) return { fleet: true };
  return kind === 'app' ? { app: name } : { host: name };
}

/** Whether any fleet of roost has it. */
export const isMarked = (text: string | null): boolean =>
  /^roost fleet=|^roost\.[a-z0-9-]+\.|\[roost [a-z0-9-]+\]$/.test(text ?? '');

/** A tunnel has no comment, so its name says whose it is. No dot is in the names of fleets and hosts. */
export const tunnelName = (fleet: string, host: string): string => `roost.${fleet}.${host}`;

/** The host of one of the fleet's tunnels. */
export function hostIn(name: string, fleet: string): string | null {
  const found = /^roost\.([a-z0-9-]+)\.([a-z0-9-]+)$/.exec(name);
  return found?.[1] === fleet ? found[2]! : null;
}

/** Of Access applications and policies. */
export const markedName = (name: string, fleet: string): string => `${name} [roost ${fleet}]`;

export const hasName = (name: string, fleet: string): boolean => name.endsWith(` [roost ${fleet}]`);

export const plainName = (name: string): string => name.replace(/ \[roost [a-z0-9-]+\]$/, '');
