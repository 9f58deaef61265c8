/** The mark on a host that an app serves on another one. */
import { RoostError } from '../../errors';
import { printIfThere } from '../../host/files';
import { sentences } from '../../lib/sentences';
import type { Site } from './site';

/** As it is written: `HOST OPERATION TIME`. */
export interface HostMark {
  host: string;
  operation: string;
  /** ISO 8601 */
  at: string;
}

export const markText = ({ host, operation, at }: HostMark): string => `${host} ${operation} ${at}`;

/** `file`: absolute. Null: there is none, or somebody's own text. */
export async function readHostMark({ host }: Pick<Site, 'host'>, file: string): Promise<HostMark | null> {
  return parseHostMark((await host.exec(printIfThere(file))).stdout);
}

export function parseHostMark(text: string): HostMark | null {
  const [host = '', operation = '', at = ''] = text.trim().split(' ');
  if (!/^[a-z][a-z0-9-]*$/.test(host)) return null;
  return { host, operation, at: /^[\dTZ:.-]+$/.test(at) ? at : '' };
}

/**
 * Before what would start the app here or change its data. `on`: a move says itself where.
 * Errors: `AppMoved`.
 */
export async function requireHere(site: Site, on?: string): Promise<void> {
  if (on !== undefined) return;
  const { app, paths } = site;
  const away = await readHostMark(site, paths.away);
  if (!away) return;
  throw new RoostError(
    'AppMoved',
    sentences(
      `${app.name} serves on ${away.host} since ${away.at || 'a move'},`,
      `and the fleet file has it on ${app.host}.`,
    ),
    { app: app.name, host: app.host, to: away.host },
  );
}
