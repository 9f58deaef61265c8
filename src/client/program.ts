import { Command, type OutputConfiguration } from 'commander';
import { version } from '../../package.json';
import type { Context } from './context';
import { exitCodes } from './exit-codes';
import type { Reply } from './reply';
import type { VerbGroup } from './verbs';

export interface GlobalOptions {
  fleet?: string;
  json?: boolean;
  color: boolean;
}

/** Wraps a verb for commander: gives it its context, prints its reply. */
export type Act = <A extends unknown[]>(
  run: (context: Context, ...args: A) => Promise<Reply>,
) => (...args: A) => Promise<void>;

/** One verb: adds its command with options and help. */
export type Define = (program: Command, act: Act) => void;

export function makeProgram(
  verbs: VerbGroup[],
  contextOf: (options: GlobalOptions) => Context,
  output: OutputConfiguration,
): Command {
  const program = new Command('roost')
    .description(
      'Deploys the apps of a Docker Compose fleet.\nEvery change is a run in Temporal: it can be watched, left alone, cancelled, and it goes on after a crash.',
    )
    .version(`${version} (Node.js ${process.versions.node})`)
    .option('--fleet <path>', 'the fleet file (default: $ROOST_FLEET, or ./fleet.yaml)')
    .option('--json', 'print exactly one JSON document on stdout, for failures too')
    .option('--no-color', 'no colours (so does NO_COLOR)')
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput(output)
    .addHelpText(
      'after',
      `\nExit codes (roost help exit-codes lists every error):\n${codeLines().join('\n')}`,
    );
  const act: Act =
    (run) =>
    async (...args) => {
      const context = contextOf(program.opts());
      try {
        const reply = await run(context, ...args);
        if (context.screen.options.json) context.screen.document({ ok: true, ...reply.json });
        else context.screen.print(reply.lines);
      } finally {
        await context.close();
      }
    };
  for (const { title, defines } of verbs) {
    program.commandsGroup(title);
    for (const define of defines) define(program, act);
  }
  return program;
}

const codeLines = (): string[] =>
  exitCodes().map(({ exit, meaning }) => `  ${String(exit).padStart(3)}  ${meaning}`);
