/** What Docker Compose makes of an app's files in scratch. */
import { posix } from 'node:path';
import type { ComposeReading } from '../../../host/model/compose-model';
import { shellScript } from '../../../lib/shell-script';
import type { RestoreItem } from '../../../protocol/steps/restore';
import { readCompose } from '../../app/compose/reading';
import type { StepSite } from '../../app/site';
import { layUntracked } from '../../data/untracked/restore';
import { sendData } from '../../restore/steps/send';

const picture = shellScript(__dirname, 'picture');

type Untracked = Extract<RestoreItem, { kind: 'untracked' }>;

/** Stands for the host's root where files from outside of the app's folder are in the snapshot. */
const rootIn = (directory: string): string => posix.join(directory, '.roost/host');

/** Those from outside of the app's folder: absolute. */
export const outsideOf = (item?: Untracked): string[] =>
  (item?.list ?? []).flatMap(({ path }) => (posix.isAbsolute(path) ? [path] : []));

/** `live`: the app's own folder. What is there of the commit is replaced: so the app ran. */
export async function layFiles(site: StepSite, item: Untracked, live: string): Promise<string> {
  const { directory } = site.scope;
  const root = rootIn(directory);
  await sendData(site, { items: [item], into: 'live' });
  await site.change(['mkdir', '-p', root]);
  const note = await layUntracked(site, item, root);
  await site.change(picture(root, live, directory));
  return note;
}

export interface DrillReading {
  reading: ComposeReading;
  /** The source folder by which it was read, absolute. */
  source: string;
  root: string;
}

/** `live`: the app's own folder, where files from outside of it are in the snapshot. */
export async function readDrill(site: StepSite, live?: string): Promise<DrillReading> {
  const { app, scope } = site;
  const use = { files: app.compose, profiles: app.profiles, envFiles: app.envFiles, project: scope.project };
  const root = live === undefined ? '' : rootIn(scope.directory);
  const source = live === undefined ? site.source : posix.join(live, scope.source);
  const reading = await readCompose((argv) => site.read(argv), root, source, use);
  return { reading, source: root + source, root };
}
