import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Tool } from './table';

const run = promisify(execFile);

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/** The first executable of this name on PATH. */
export async function onPath(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const folder of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const file = join(folder, name);
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

/** Files that were recent enough, with their stamp then. It saves a process each time a tool is searched. */
const accepted = new Map<string, string>();

async function stampOf(file: string): Promise<string> {
  const { ino, size, mtimeMs } = await stat(file);
  return `${ino} ${size} ${mtimeMs}`;
}

/** The file itself if it is executable and recent enough. */
export async function usable(tool: Tool, file: string | undefined): Promise<string | undefined> {
  if (!file || !(await isExecutable(file))) return undefined;
  if (!tool.accepts) return file;
  try {
    const stamp = await stampOf(file);
    if (accepted.get(file) === stamp) return file;
    const { stdout } = await run(file, tool.versionArgs ?? ['--version'], { timeout: 10_000 });
    if (!tool.accepts(stdout)) return undefined;
    accepted.set(file, stamp);
    return file;
  } catch {
    return undefined;
  }
}
