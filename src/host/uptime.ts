/** When a host and its Docker Engine were last started. */
import { shellScript } from '../lib/shell-script';
import type { Host } from './types';

/** Start times in seconds since 1970; null: unknown, or the engine does not run. */
export interface Uptime {
  engine: number | null;
  boot: number | null;
}

/** Prints `engine=…` and `boot=…`, a line each. */
export const uptimeCommand = shellScript(__dirname, 'uptime')();

export function parseUptime(stdout: string): Uptime {
  const read = (name: string) => {
    const found = new RegExp(`^${name}=(\\d+)$`, 'm').exec(stdout);
    return found ? Number(found[1]) : null;
  };
  return { engine: read('engine'), boot: read('boot') };
}

export const readUptime = async (host: Pick<Host, 'exec'>): Promise<Uptime> =>
  parseUptime((await host.exec(uptimeCommand)).stdout);

/** Whether `began` (seconds since 1970) is before the last start of the engine or the host. */
export const startedBefore = (began: number, { engine, boot }: Uptime): boolean =>
  began < Math.max(engine ?? 0, boot ?? 0);

/** Seconds after its start for which an engine may not listen yet. */
const STARTING_S = 60;

/** Whether the engine may not have listened yet at `began` (seconds since 1970). */
export const startedDuringBoot = (began: number, { engine }: Uptime): boolean =>
  engine !== null && began < engine + STARTING_S;
