import { homedir } from 'node:os';
import { join } from 'node:path';

const under = (variable: string, fallback: string): string =>
  process.env[variable] || join(homedir(), fallback);

/** Running labs: one folder each. */
export const stateDir = (): string => join(under('XDG_STATE_HOME', '.local/state'), 'roost-lab');

/** What is worth keeping between runs: tools, and the engine's images when the engine is ours. */
export const cacheDir = (): string => join(under('XDG_CACHE_HOME', '.cache'), 'roost');

export const labDir = (name: string): string => join(stateDir(), name);

/** Folder of the lab's own sources. */
export const sources = __dirname;
