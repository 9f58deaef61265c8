import { type OutputConfiguration, Command } from 'commander';
import { version } from '../../package.json';
import type { Context } from './command/context';
import { exitCodes } from './command/exit-codes';
import type { GlobalOptions } from './command/options';
import type { VerbGroup, Act } from './verbs/types';

export function makeProgram(
  verbs: VerbGroup[],
  contextOf: (options: GlobalOptions) => Context,
  output: OutputConfiguration,
): Command {
  const program = new Command('roost')
    .description(
      [
        'Deploys, rolls back and backs up the apps of a Docker Compose fleet.',
        'Every change is a run in Temporal. It can be watched and cancelled, and it',
        'continues after a crash.',
      ].join('\n'),
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
