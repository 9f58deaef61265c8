import { spawnSync } from 'node:child_process';

export type Availability = { ok: true } | { ok: false; reason: string };

const works = (program: string, ...args: string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore', timeout: 10_000 }).status === 0;

/** Whether a lab can be had on this machine; installs nothing. Synchronous, so that a test file can skip itself by it. */
export function availability(): Availability {
  if (works('docker', 'info')) return { ok: true };
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return {
      ok: false,
      reason: 'no Docker Engine answers (`docker info`), and without root the lab cannot start one',
    };
  }
  if (works('sh', '-c', 'command -v dockerd || command -v apt-get')) return { ok: true };
  return {
    ok: false,
    reason: 'no Docker Engine answers, and there is neither dockerd nor apt-get to install it with',
  };
}
