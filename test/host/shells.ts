/** The shells that a host may have as `sh`, each in a folder of its own that comes first in PATH. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const binaries = { dash: '/usr/bin/dash', bash: '/usr/bin/bash', busybox: '/usr/bin/busybox' } as const;
export type ShellName = keyof typeof binaries;

export interface Shell {
  /** Runs one exec string as a login shell does; returns stdout. */
  run(line: string, input?: string | Buffer): Buffer;
  folder: string;
  remove(): void;
}

/** busybox comes with its own `cat`, `env`, `mv` and so on; the others with the system's. */
export function openShell(name: ShellName): Shell {
  const folder = mkdtempSync(join(tmpdir(), `roost-${name}-`));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  if (name === 'busybox') execFileSync(binaries.busybox, ['--install', '-s', bin]);
  else symlinkSync(binaries[name], join(bin, 'sh'));
  const path = name === 'busybox' ? bin : `${bin}:/usr/bin:/bin`;
  return {
    folder,
    // What a shell says of a command that it cannot run is part of the failure.
    run: (line, input = '') =>
      execFileSync(join(bin, 'sh'), ['-c', line], {
        input,
        env: { PATH: path, LC_ALL: 'C.UTF-8' },
        cwd: folder,
        stdio: 'pipe',
        timeout: 20_000,
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** `describe` for every shell; one that is missing is skipped and counted, in CI it fails. */
export function describeInShells(title: string, tests: (name: ShellName) => void): void {
  for (const [name, binary] of Object.entries(binaries) as [ShellName, string][]) {
    if (existsSync(binary)) describe(`${title} (${name})`, () => tests(name));
    else if (process.env.CI)
      test(`${title} (${name})`, () => {
        throw new Error(`${binary} is missing: apt-get install ${name}`);
      });
    else
      describe.skip(`${title} (${name}; skipped: ${binary} is missing, apt-get install ${name})`, () =>
        tests(name));
  }
}
