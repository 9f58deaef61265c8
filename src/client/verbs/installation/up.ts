import type { Context } from '../../command/context';
import { port } from '../../command/options';
import type { Reply } from '../../command/reply';
import { pairs } from '../../output/text';
import type { Define } from '../types';

interface UpOptions {
  workerOnly?: boolean;
  foreground?: boolean;
  port?: number;
  uiPort?: number;
}

const help = `
Without TEMPORAL_ADDRESS it starts Temporal's dev server on a database file, a
worker, and a gateway if the fleet file has one, in the background. It keeps
processes that run already. With TEMPORAL_ADDRESS (or a Temporal profile) it
starts no server. For a start at every boot: roost install.
Examples:
  roost up                  start everything in the background
  roost up --foreground     start everything with the log on this terminal
  TEMPORAL_ADDRESS=temporal.example:7233 roost up --worker-only`;

export const defineUp: Define = (program, act) =>
  program
    .command('up')
    .description('start Temporal, the worker and the gateway')
    .option('--worker-only', 'start only the worker, for a Temporal elsewhere')
    .option('--foreground', 'stay until Ctrl-C, with the log on this terminal')
    .option('--port <port>', "port of Temporal's own server (default: the last one, else 7233)", port)
    .option('--ui-port <port>', "port of Temporal's UI (default: the last one, else 1000 above)", port)
    .addHelpText('after', help)
    .action(act(start));

async function start(context: Context, options: UpOptions): Promise<Reply> {
  // Its log has stack traces; a short command prints none, and reading the maps takes longer than the code.
  if (options.foreground) process.setSourceMapsEnabled(true);
  // A worker with an invalid fleet file would refuse every run: fail now.
  const fleet = await context.fleet();
  const { up, upInForeground } = await import('../../../services/up');
  const { workerOnly, port, uiPort } = options;
  const gateway = fleet.gateway !== undefined;
  const common = {
    env: context.env,
    workerOnly,
    gateway,
    port,
    uiPort,
    fleet: context.fleetFile,
    log: (line: string) => context.screen.note(line),
  };
  if (options.foreground) {
    const { serveAll } = await import('../../../gateway/serve-all');
    await upInForeground({
      ...common,
      serve: (env) => serveAll(env, gateway),
      onReady: (ready) => context.screen.note(...where(ready)),
    });
    return { json: { ended: true }, lines: [] };
  }
  const { server, worker, gateway: listening, ...at } = await up(common);
  return {
    json: { ...at, server: server ?? null, worker, gateway: listening ?? null },
    lines: where({ ...at, server, gateway: listening?.url }),
  };
}

interface Where {
  address: string;
  ui?: string;
  namespace: string;
  /** Only of a server of ours. */
  server?: { http: string; metrics: string };
  gateway?: string;
}

/** Every address that a firewall rule or an operator needs. */
function where({ address, ui, namespace, server, gateway }: Where): string[] {
  const more: Record<string, string | undefined> = {
    UI: ui,
    'HTTP API': server && `${server.http}, refuses every call`,
    Metrics: server?.metrics,
    Gateway: gateway,
  };
  const known = Object.entries(more).filter((row): row is [string, string] => row[1] !== undefined);
  return pairs([['Temporal', `${address}, namespace ${namespace}`], ...known], '');
}
