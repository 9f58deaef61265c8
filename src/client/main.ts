/** The binary. Everything else of the client can be loaded without starting anything. */
import { runCli } from './cli';
import { realContext } from './real-context';

void runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  contextOf: (screen, options) => realContext(screen, options, process.env),
}).then((code) => {
  process.exitCode = code;
});
