/**
 * The contract with proxies that inspect files at each request: nothing is
 * ever reloaded, so no connection is cut. Pure.
 */
import { posix } from 'node:path';
import type { ProxyConfig } from '../../fleet/file/host/types';
import { shellScript } from '../../lib/shell-script';
import type { Slot } from '../../protocol/steps/release';
import { slots } from './slots';
import type { Configured, Mount, ProxiedApp, Proxy } from './types';

const switchSlot = shellScript(__dirname, 'switch-slot');
const flagName = (app: string | null): string => `${app ?? 'global'}.flag`;
const slotName = (app: string, slot: Slot): string => `${app}.${slot}`;

type OfFiles = Omit<Proxy, 'place' | 'read' | 'configured' | 'lines'>;

export const flagFiles = ({ flags, live, probe }: ProxyConfig): OfFiles => ({
  settles: 0,
  obstacles: [],
  flagText: (line) => line,
  prepare: () => null,
  inSlot: ({ domain }, slot) =>
    probe ? { url: probe, host: domain ?? null, headers: [`X-Slot: ${slot}`] } : null,
  taken: () => null,
  flag: (app) => posix.join(flags, flagName(app)),
  slot: (app, slot) => posix.join(live, slotName(app, slot)),
  switchTo({ name }, slot) {
    const off = slots.filter((one) => one !== slot).map((one) => slotName(name, one));
    return switchSlot(live, slot ? slotName(name, slot) : '', ...off);
  },
});

/**
 * What a part of a configuration inspects, by file names.
 * `variable`: names that are made of variables.
 */
export function looksAt(part: string, { name }: ProxiedApp, variable: RegExp): Omit<Configured, 'site'> {
  const names = (file: string): boolean =>
    new RegExp(`(?:^|[/\\s"'])${file.replaceAll('.', '\\.')}\\b`).test(part);
  const made = (end: string): boolean => new RegExp(`${variable.source}\\.${end}\\b`).test(part);
  return {
    maintenance: (names(flagName(name)) || made('flag')) && (names(flagName(null)) || made('flag')),
    slots: slots.every((slot) => names(slotName(name, slot)) || made(slot) || made('\\$')),
  };
}

/** Where the proxy's container has a folder of the host; null: it is not mounted. */
export function inContainer(folder: string, mounts: Mount[]): string | null {
  const [best] = mounts
    .filter(({ source }) => `${folder}/`.startsWith(`${source}/`))
    .sort((a, b) => b.source.length - a.source.length);
  return best ? posix.join(best.target, folder.slice(best.source.length)) : null;
}
