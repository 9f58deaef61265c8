/** What lies below containers and jobs: the host and its Docker Engine, and when they were last started. */
import { shellScript } from '../lib/shell-script';
import type { Host } from './types';

/** In seconds since 1970; null: cannot be told, as of an engine that does not run. */
export interface Ground {
  engine: number | null;
  boot: number | null;
}

/** Prints `engine=…` and `boot=…`, a line each. */
export const groundCommand = shellScript(__dirname, 'uptime')();

export function parseGround(stdout: string): Ground {
  const read = (name: string) => {
    const found = new RegExp(`^${name}=(\\d+)$`, 'm').exec(stdout);
    return found ? Number(found[1]) : null;
  };
  return { engine: read('engine'), boot: read('boot') };
}

export const readGround = async (host: Pick<Host, 'exec'>): Promise<Ground> =>
  parseGround((await host.exec(groundCommand)).stdout);

/** Whether what began then (seconds since 1970) did so before the present life of engine or host. */
export const isOfFormerLife = (began: number, { engine, boot }: Ground): boolean =>
  began < Math.max(engine ?? 0, boot ?? 0);

/** Seconds in which an engine that starts may have its pid file, and not listen yet. */
const COMING_UP = 60;

/** Whether the present engine may not have listened yet to what began then. */
export const mayHaveMissed = (began: number, { engine }: Ground): boolean =>
  engine !== null && began < engine + COMING_UP;
