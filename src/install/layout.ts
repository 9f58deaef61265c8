import { join } from 'node:path';
import type { Settings } from './types';

/**
 * PREFIX/versions/0.1.0-3f2a9c0d/   one folder a version: dist, node_modules, bin, roost
 * PREFIX/current, PREFIX/previous   symbolic links to two of them
 * PREFIX/install.json               the settings
 * PREFIX/restart.json               services that still run what was before, of an installation that failed
 */
export const layout = (prefix: string) => ({
  versions: join(prefix, 'versions'),
  current: join(prefix, 'current'),
  previous: join(prefix, 'previous'),
  record: join(prefix, 'install.json'),
  unfinished: join(prefix, 'restart.json'),
});

export const stateFolder = ({ stateHome }: Settings): string => join(stateHome, 'roost');
export const commandFile = ({ binDir }: Settings): string => join(binDir, 'roost');
export const unitNames = ['roost-temporal.service', 'roost-worker.service', 'roost-gateway.service'] as const;
export type UnitName = (typeof unitNames)[number];

/** The first line of each file of ours outside the prefix: what has it may be replaced and removed. */
export const mark = '# Written by `roost install`; `roost uninstall` removes it.';
