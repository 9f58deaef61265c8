import { join } from 'node:path';
import type { Settings } from './types';

/**
 * PREFIX/versions/0.1.0-3f2a9c0d/   a folder for each version: dist, node_modules, bin, roost
 * PREFIX/current, PREFIX/previous   symbolic links to two of them
 * PREFIX/install.json               the settings
 * PREFIX/restart.json               services that still run the former version after a failed installation
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

/**
 * The first line of each file of roost outside the prefix. A file without it is never replaced or removed.
 */
export const mark = '# Written by `roost install`; `roost uninstall` removes it.';
