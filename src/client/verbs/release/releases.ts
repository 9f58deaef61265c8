import { appOf } from '../../../fleet/file';
import type { ReleaseRecord } from '../../../protocol/release-record';
import { runName, type Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import { releasesLines } from '../../output/release/releases';
import { slow } from '../../runs/show';
import type { Define } from '../types';

export const defineReleases: Define = (program, act) =>
  program
    .command('releases')
    .description('list the releases of an app that its host keeps')
    .argument('<app>', 'name of the app')
    .action(act(releases));

async function releases(context: Context, name: string): Promise<Reply> {
  const app = appOf(await context.fleet(), name);
  const runs = await context.runs();
  await runs.requireWorker();
  const id = runName('releases', name);
  const request = {
    workflow: 'listReleases',
    id,
    args: [name],
    app: name,
    host: app.host,
    summary: `list the releases of ${name}`,
  };
  const found = await runs.call<ReleaseRecord[]>(request, slow(context));
  return {
    json: { app: name, releases: found },
    lines: releasesLines(name, found, context.screen.theme, context.now()),
  };
}
