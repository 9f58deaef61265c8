/** Finds hosts that are not as the fleet file says. Pure. */
import { digestOf } from '../lib/digest';
import { sentences } from '../lib/sentences';
import { plural } from '../lib/units';
import { driftNames, type HostLooks } from './file';

export interface HostAlert {
  key: `hostDrift:${string}`;
  app: null;
  host: string;
  title: string;
  says: string;
  hint: string;
  /** A digest of each thing that differs. */
  parts: string[];
}

/** `hosts`: names in the fleet file. */
export function hostDriftAlerts(hosts: string[], looks: HostLooks): HostAlert[] {
  return hosts.flatMap((host): HostAlert[] => {
    const look = Object.hasOwn(looks, host) ? looks[host]! : undefined;
    if (!look?.provisioned || look.drifts.length === 0) return [];
    const { drifts, at } = look;
    return [
      {
        key: `hostDrift:${host}`,
        app: null,
        host,
        title: `${host} is not as the fleet file says`,
        says: `On ${host} ${plural(drifts.length, 'thing')} differed from the fleet file at ${at}: ${driftNames(drifts)}.`,
        hint: sentences(
          `\`roost provision ${host} --plan\` shows both values of each;`,
          `\`roost provision ${host}\` makes it so. What is meant to stay belongs into the fleet file.`,
        ),
        parts: drifts.map(({ kind, name, is }) => digestOf(`${kind} ${name} ${is}`)),
      },
    ];
  });
}
