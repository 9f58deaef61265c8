/** The binary. Everything else of the client can be loaded without starting anything. */
import { constants } from 'node:os';
import { untilSettled } from '../lib/process';
import { useCompileCache } from './compile-cache';

// `roost runs | head` ends as other programs do, without a word.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(128 + constants.signals.SIGPIPE);
});

async function main(): Promise<void> {
  // Before anything loads a package.
  useCompileCache();
  const [{ runCli }, { realContext }] = await Promise.all([import('./cli'), import('./real-context')]);
  process.exitCode = await untilSettled(
    runCli(process.argv.slice(2), {
      stdout: process.stdout,
      stderr: process.stderr,
      env: process.env,
      contextOf: (screen, options) => realContext(screen, options, process.env),
    }),
  );
}

void main();
