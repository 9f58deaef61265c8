import { CommanderError } from 'commander';
import type { Context } from './command/context';
import { fail } from './command/failure';
import type { GlobalOptions } from './command/options';
import { Screen } from './output/screen';
import { columnsOf, type Stream } from './output/theme';
import { makeProgram } from './program';
import { verbsFor } from './verbs';

export interface World {
  stdout: Stream;
  stderr: Stream;
  env: NodeJS.ProcessEnv;
  contextOf: (screen: Screen, options: GlobalOptions) => Context;
}

/** Runs one command line and returns its exit code; throws nothing. */
export async function runCli(args: string[], world: World): Promise<number> {
  // Read before parsing: a command line that cannot be parsed is answered in JSON as well.
  const screen = new Screen(world.stdout, world.stderr, world.env, {
    json: args.includes('--json'),
    noColor: args.includes('--no-color'),
  });
  try {
    const program = makeProgram(await verbsFor(args), (options) => world.contextOf(screen, options), {
      writeOut: (text) => void world.stdout.write(text),
      writeErr: (text) => void world.stderr.write(text),
      getOutHelpWidth: () => Math.min(columnsOf(world.stdout), 80),
      // `fail` prints the error, as text or as JSON.
      outputError: () => {},
    });
    await program.parseAsync(args.length > 0 ? args : ['--help'], { from: 'user' });
    return 0;
  } catch (error) {
    // Help and version are answers that commander throws.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    return fail(error, screen);
  }
}
