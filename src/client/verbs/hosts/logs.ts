import { appOf, hostOf } from '../../../fleet/file';
import { readLogs } from '../../../inspect/logs';
import type { Context } from '../../command/context';
import { count } from '../../command/options';
import type { Reply } from '../../command/reply';
import type { Define } from '../types';

interface LogsOptions {
  lines: number;
  follow?: boolean;
}

const help = `
Reads from Docker on the app's host; works while Temporal is down. What builds
and scripts of a run have printed: roost show RUN --log`;

export const defineLogs: Define = (program, act) =>
  program
    .command('logs')
    .description("print the logs of an app's containers")
    .argument('<app>', 'name of the app in the fleet file')
    .argument('[service]', 'only this Compose service')
    .option('--lines <n>', 'lines of each container', count, 100)
    .option('--follow', 'stay and print new lines, for an hour at most')
    .addHelpText('after', help)
    .action(act(logs));

async function logs(
  context: Context,
  name: string,
  service: string | undefined,
  { lines, follow }: LogsOptions,
): Promise<Reply> {
  const fleet = await context.fleet();
  const app = appOf(fleet, name);
  const host = await context.host(hostOf(fleet, app.host));
  const found: string[] = [];
  const { json } = context.screen.options;
  const signal = follow ? context.interruption() : undefined;
  const onLine = (line: string): void => void (json ? found.push(line) : context.screen.print([line]));
  try {
    await readLogs(host, app, { service, lines, follow: follow && !json, signal }, onLine);
  } catch (error) {
    // Ctrl-C is how a person leaves it.
    if (!signal?.aborted) throw error;
  }
  return { lines: [], json: { app: name, lines: found } };
}
