import type { ReleaseRecord } from '../../activities/types';
import { appOf } from '../../fleet/config';
import { short } from '../../fleet/plan/names';
import { runName, type Context } from '../context';
import { table } from '../output/table';
import { bytes, moment } from '../output/time';
import type { Theme } from '../output/theme';
import type { Define } from '../program';
import type { Reply } from '../reply';
import { slow } from '../runs/show';

export const defineReleases: Define = (program, act) =>
  program.command('releases').description('list the releases of an app that are kept on its host').argument('<app>', 'name of the app').action(act(releases));

async function releases(context: Context, name: string): Promise<Reply> {
  const app = appOf(await context.fleet(), name);
  const runs = await context.runs();
  await runs.requireWorker();
  const id = runName('releases', name);
  const request = { workflow: 'listReleases', id, args: [name], app: name, host: app.host, summary: `list the releases of ${name}` };
  const found = await runs.call<ReleaseRecord[]>(request, slow(context));
  return { json: { app: name, releases: found }, lines: releasesTable(name, found, context.screen.theme) };
}

function releasesTable(app: string, found: ReleaseRecord[], theme: Theme): string[] {
  if (found.length === 0) return [`No release of ${app} is kept; the first deploy makes one.`];
  const newestFirst = [...found].sort((a, b) => b.release - a.release);
  return table(
    ['', 'RELEASE', 'COMMIT', 'VERSION', 'MIGRATION', 'SINCE', 'DUMP', 'BY'],
    newestFirst.map((record) => row(record, theme)),
    theme,
  );
}

function row(record: ReleaseRecord, { paint, unicode }: Theme): string[] {
  return [
    record.current ? paint.green(unicode ? '▸' : '>') : '',
    String(record.release),
    record.commit ? short(record.commit) : '',
    record.version ?? '',
    record.migration,
    record.committedAt ? moment(record.committedAt) : paint.yellow('never served'),
    record.dumpBytes === null ? '' : bytes(record.dumpBytes),
    `${record.by}${record.reason ? `: ${record.reason}` : ''}`,
  ];
}
