import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { defaults } from '../../src/install/settings';
import { realSystem, type System } from '../../src/install/system';
import type { Settings, Surroundings } from '../../src/install/types';
import { fleetText } from '../client/support';

/** As a real machine would have it. */
export const settings = (more: Partial<Settings> = {}): Settings => ({
  ...defaults,
  fleet: '/etc/roost/fleet.yaml',
  ...more,
});
export const around = (more: Partial<Surroundings> = {}): Surroundings => ({
  node: '/usr/bin/node',
  gateway: { isLocal: true },
  reads: ['/etc/roost'],
  secrets: ['/etc/roost/keys.txt'],
  keys: ['/etc/roost/.ssh/roost'],
  writes: [],
  staging: [],
  ...more,
});

export interface Place {
  folder: string;
  settings: Settings;
  /** Absolute path of a file in the place. */
  file(...names: string[]): string;
  drop(): void;
}

/** Everything of an installation in a folder of its own, for the user that runs the tests. */
export function place(more: Partial<Settings> = {}): Place {
  const folder = mkdtempSync(join(tmpdir(), 'roost-install-'));
  const file = (...names: string[]) => join(folder, ...names);
  const own = {
    prefix: file('opt'),
    unitDir: file('units'),
    binDir: file('bin'),
    stateHome: file('state'),
    envFile: file('etc', 'roost.env'),
  };
  put(file('fleet.yaml'), fleetText);
  return {
    folder,
    file,
    settings: settings({ ...own, user: userInfo().username, fleet: file('fleet.yaml'), ...more }),
    drop: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function put(file: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode });
}

/** Stands in for a built checkout: two packages, one of them for development only. */
export function fakeBuild(root: string, code = 'exports.n = 1;\n'): string {
  const lock = {
    packages: {
      '': {},
      'node_modules/pino': {},
      'node_modules/pino/node_modules/inner': {},
      'node_modules/@temporalio/core-bridge': {},
      'node_modules/jest': { dev: true },
      'node_modules/fsevents': { optional: true },
    },
  };
  put(join(root, 'package.json'), '{ "version": "0.1.0" }');
  put(join(root, 'LICENSE'), 'Apache 2.0\n');
  put(join(root, 'roost'), '#!/bin/sh\n', 0o755);
  put(join(root, 'dist', 'workers', 'main.js'), code);
  put(join(root, 'dist', '.lock'), '');
  put(join(root, 'node_modules', '.package-lock.json'), JSON.stringify(lock));
  for (const name of ['pino', 'pino/node_modules/inner', 'jest'])
    put(join(root, 'node_modules', name, 'index.js'), `// ${name}\n`);
  for (const target of [
    'x86_64-unknown-linux-gnu',
    'aarch64-unknown-linux-gnu',
    'x86_64-apple-darwin',
    'aarch64-apple-darwin',
    'x86_64-pc-windows-msvc',
  ]) {
    put(join(root, 'node_modules', '@temporalio', 'core-bridge', 'releases', target, 'index.node'), target);
  }
  put(join(root, 'src', 'main.ts'), '');
  return root;
}

/** systemd as it is told: what it was asked is kept. */
export class FakeSystem implements System {
  readonly asked: string[] = [];
  readonly added: string[] = [];
  fails: string | undefined;
  unreadable: string[] = [];

  constructor(readonly isBooted = true) {}

  hasSystemd = (): boolean => this.isBooted;
  account = realSystem.account;
  mayRead = (_account: unknown, file: string): boolean => !this.unreadable.includes(file);
  async systemctl(...args: string[]): Promise<void> {
    this.asked.push(args.join(' '));
    if (args[0] === this.fails) throw new Error('it said no');
  }
  async addAccount(name: string): Promise<void> {
    this.added.push(name);
  }
}
