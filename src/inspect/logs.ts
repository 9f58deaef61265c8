/** What an app's containers have written, straight from Docker. */
import { posix } from 'node:path';
import { RoostError } from '../errors';
import type { AppConfig } from '../fleet/file';
import type { Host } from '../host/types';
import { plainText } from '../lib/plain-text';
import { shellScript } from '../lib/shell-script';
import { HOUR, MINUTE } from '../lib/time';

const program = shellScript(__dirname, 'logs');
const NONE = 66;
/** Characters of a line without an end that are kept. */
const LONGEST = 16_384;

export interface LogOptions {
  /** Absent: all of them. */
  service?: string;
  /** Of each container. */
  lines: number;
  follow?: boolean;
  signal?: AbortSignal;
}

/**
 * Each line as it comes, without secrets and control characters.
 * Errors: `BadRequest` where there is no container.
 */
export async function readLogs(
  host: Host,
  app: AppConfig,
  { service = '', lines, follow = false, signal }: LogOptions,
  onLine: (line: string) => void,
): Promise<void> {
  const source = posix.join(app.directory, app.source);
  let rest = '';
  const onStdout = (chunk: Buffer): void => {
    const parts = (rest + chunk.toString('utf8')).split('\n');
    rest = parts.pop()!.slice(-LONGEST);
    for (const part of parts) onLine(host.scrub(plainText(part)));
  };
  const argv = program(app.project, source, service, String(lines), follow ? 'yes' : 'no');
  const timeout = follow ? HOUR + MINUTE : MINUTE;
  const { code } = await host.stream(argv, { ok: [0, NONE], onStdout, signal, timeout });
  if (rest !== '') onLine(host.scrub(plainText(rest)));
  if (code === NONE)
    throw new RoostError(
      'BadRequest',
      service === ''
        ? `${app.name} has no container on ${app.host}; see \`roost status ${app.name}\``
        : `${app.name} has no container of a service ${service}; see \`roost status ${app.name}\``,
      { app: app.name },
    );
}
