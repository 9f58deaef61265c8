import type { Context } from '../context';
import { port } from '../options';
import { pairs } from '../output/text';
import type { Define } from '../program';
import type { Reply } from '../reply';

interface UpOptions {
  workerOnly?: boolean;
  foreground?: boolean;
  port?: number;
  uiPort?: number;
}

const help = `
Without TEMPORAL_ADDRESS this starts Temporal's own dev server on a database
file, and a worker, both in the background; what runs already is left as it is.
With TEMPORAL_ADDRESS (or a Temporal profile) only the worker is started.
Examples:
  roost up                             everything, in the background
  roost up --foreground                for a supervisor such as systemd
  TEMPORAL_ADDRESS=temporal.example:7233 roost up --worker-only`;

export const defineUp: Define = (program, act) =>
  program
    .command('up')
    .description('start Temporal and the worker that does the runs')
    .option('--worker-only', 'only the worker: Temporal runs elsewhere')
    .option('--foreground', 'stay, with the log on this terminal, until Ctrl-C')
    .option('--port <port>', "port of Temporal's own server (default: the last one, else 7233)", port)
    .option('--ui-port <port>', "port of Temporal's UI (default: the last one, else 1000 above)", port)
    .addHelpText('after', help)
    .action(act(start));

async function start(context: Context, options: UpOptions): Promise<Reply> {
  // A worker with a broken fleet file would refuse every run: say so now.
  await context.fleet();
  const { up, upInForeground } = await import('../../temporal');
  const { workerOnly, port, uiPort } = options;
  const common = { env: context.env, workerOnly, port, uiPort, fleet: context.fleetFile, log: (line: string) => context.screen.note(line) };
  if (options.foreground) {
    const [{ serve }, { createLogger }] = await Promise.all([import('../../workers/serve'), import('../../workers/log')]);
    await upInForeground({ ...common, serve: (env) => serve({ env, log: createLogger() }), onReady: (ready) => context.screen.note(...where(ready)) });
    return { json: { ended: true }, lines: [] };
  }
  const { server, worker, ...at } = await up(common);
  return { json: { ...at, server: server ?? null, worker }, lines: where(at) };
}

const where = ({ address, ui, namespace }: { address: string; ui?: string; namespace: string }): string[] =>
  pairs([['Temporal', `${address}, namespace ${namespace}`], ...(ui ? [['UI', ui] as [string, string]] : [])], '');
