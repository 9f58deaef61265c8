/** What a step has written is on the host's disk before the step counts as done. */
import { RoostError } from '../../errors';
import { parseUptime, type Uptime } from '../../host/uptime';
import { shellScript } from '../../lib/shell-script';
import type { ScopeSite } from './types';

const program = shellScript(__dirname, 'durable');

/** A disk may be slow, and others write to it. */
const LIMIT_MS = 10 * 60_000;

/** `app`: the file system of the scope's folder; `host`: all of them, Docker's too. */
export type Durable = 'app' | 'host';

/**
 * Errors: `HostRestarted` where the host went down since `before`: what
 * the step had written by then may be lost.
 */
export async function requireDurable(
  { host, paths }: Pick<ScopeSite, 'host' | 'paths'>,
  before: Uptime,
  what: Durable,
): Promise<void> {
  const { stdout } = await host.exec(program(what === 'app' ? paths.roost : ''), { timeout: LIMIT_MS });
  const now = parseUptime(stdout);
  if (now.boot === before.boot && now.engine === before.engine) return;
  throw new RoostError(
    'HostRestarted',
    `${host.name} or its Docker was restarted before what this step wrote was on the disk.`,
    { host: host.name },
  );
}
