import { spawn } from 'node:child_process';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { lastLine } from '../lib/output-tail';
import { onPath } from './path';
import type { Tool } from './table';

/**
 * Builds the tool with Go's own client, which checks every module against the checksum database. The build
 * has its own module, because `go install` needs the list of the module's versions, which not every proxy
 * has.
 */
export async function goBuild(tool: Tool, target: string, env: NodeJS.ProcessEnv): Promise<void> {
  const go = await onPath('go', env);
  if (!go) throw new Error('Go is not installed');
  const folder = await mkdtemp(join(dirname(target), '.build-'));
  const at = { env, cwd: folder };
  try {
    await runGo(go, ['mod', 'init', 'tool'], at);
    await runGo(go, ['mod', 'edit', `-require=${tool.goModule}@v${tool.version}`], at);
    // Without symbol tables the binaries are a third smaller. All other settings are Go's defaults, to
    // share its cache.
    await runGo(go, ['build', '-mod=mod', '-ldflags=-s -w', '-o', 'built', tool.goPackage], at);
    await rename(join(folder, 'built'), target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runGo(go: string, args: string[], at: { env: NodeJS.ProcessEnv; cwd: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(go, args, { ...at, stdio: ['ignore', 'ignore', 'pipe'] });
    let tail = '';
    child.stderr.on('data', (chunk: Buffer) => {
      tail = (tail + chunk.toString('utf8')).slice(-2_000);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`go ${args[0]} ended with ${code}: ${lastLine(tail)}`));
    });
  });
}
