import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

/** Bundled once, so that a new worker is there in about a second. */
export async function bundleFixture(folder: string): Promise<string> {
  const quiet = Object.fromEntries(
    ['log', 'trace', 'debug', 'info', 'warn', 'error'].map((level) => [level, () => {}]),
  ) as never;
  const { code } = await bundleWorkflowCode({
    workflowsPath: require.resolve('../fixtures/workflows'),
    logger: quiet,
  });
  writeFileSync(join(folder, 'bundle.js'), code);
  return join(folder, 'bundle.js');
}

const root = join(__dirname, '..', '..', '..');

/** Arguments for node that run the fixture worker: one process, so that a kill hits the worker itself. */
export const workerEntry = [
  '--import',
  require.resolve('tsx'),
  join(root, 'test', 'services', 'fixtures', 'worker.ts'),
];

export function spawnWorker(env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, workerEntry, { env, cwd: root, stdio: 'ignore' });
}

export const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
    else child.once('exit', resolve);
  });

export async function until(check: () => boolean | Promise<boolean>, limitMs = 30_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
