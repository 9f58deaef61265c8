/** The binary. Everything else of the client can be loaded without starting anything. */
import { constants } from 'node:os';
import { runCli } from './cli';
import { realContext } from './real-context';

// `roost runs | head` ends as other programs do, without a word.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(128 + constants.signals.SIGPIPE);
});

void runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  contextOf: (screen, options) => realContext(screen, options, process.env),
}).then((code) => {
  process.exitCode = code;
});
