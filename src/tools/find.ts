import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { RoostError } from '../errors';
import { download } from './download';
import { goBuild } from './go';
import { withLockFolder } from './lock';
import { onPath, usable } from './path';
import { tools, type Tool, type ToolName } from './table';

export interface FindOptions {
  env?: NodeJS.ProcessEnv;
  /** Gets a line for each thing that takes time. */
  log?: (line: string) => void;
  /** False: a missing tool is not fetched, but is `ToolMissing` at once. */
  fetch?: boolean;
}

type Source = [title: string, get: (target: string) => Promise<void>];

/** The folder of fetched tools. */
export function toolsFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'roost', 'bin');
}

/** The path of a tool: on PATH, fetched before, or fetched now. Errors: `ToolMissing`. */
export async function findTool(name: ToolName, options: FindOptions = {}): Promise<string> {
  const { env = process.env, log = () => {}, fetch: mayFetch = true } = options;
  const tool = tools[name];
  const folder = toolsFolder(env);
  const target = join(folder, name);
  const present = (await usable(tool, await onPath(name, env))) ?? (await usable(tool, target));
  if (present) return present;
  if (!mayFetch) throw missing(name, tool, []);

  await mkdir(folder, { recursive: true });
  const waiting = () => log(`waiting for another roost that fetches ${name}`);
  return withLockFolder(
    `${target}.lock`,
    async () => (await usable(tool, target)) ?? fetchTool(name, tool, target, env, log),
    waiting,
  );
}

async function fetchTool(
  name: ToolName,
  tool: Tool,
  target: string,
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<string> {
  const sources: Source[] = [
    ['building with Go (this takes minutes, once)', (file) => goBuild(tool, file, env)],
  ];
  if (tool.release) sources.unshift(['downloading', (file) => download(tool, file)]);
  const failures: string[] = [];
  for (const [title, get] of sources) {
    const started = Date.now();
    log(`${name} ${tool.version}: ${title}`);
    try {
      await withProgress(get(target), () => log(`${name}: still at it, ${seconds(started)} s`));
      log(`${name} ${tool.version}: ready after ${seconds(started)} s`);
      return target;
    } catch (error) {
      failures.push(`${title.split(' ')[0]}: ${reasonOf(error)}`);
    }
  }
  throw missing(name, tool, failures);
}

const seconds = (since: number): number => Math.round((Date.now() - since) / 1000);

/** Adds the cause, because `fetch failed` names no reason. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}

async function withProgress<T>(work: Promise<T>, report: () => void): Promise<T> {
  const timer = setInterval(report, 30_000);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

function missing(name: ToolName, tool: Tool, failures: string[]): RoostError {
  const tried = failures.length > 0 ? ` (${failures.join('; ')})` : '';
  const remedy = `install it, or run \`go install ${tool.goPackage}@v${tool.version}\` where Go is`;
  return new RoostError(
    'ToolMissing',
    `${name} ${tool.version} is not on PATH and could not be fetched${tried}: ${remedy}`,
    {
      tool: name,
      version: tool.version,
      failures,
    },
  );
}
