/** Whether an app that roost has never deployed has data on its host: its containers may be down, or gone. */
import { posix } from 'node:path';
import { shellScript } from '../../../lib/shell-script';
import type { RunningContainer } from '../../../plan/release/facts';
import type { Site } from '../../app/site';

const dataThere = shellScript(__dirname, 'data-there');

export async function isDataThere({ app, host }: Site, containers: RunningContainer[]): Promise<boolean> {
  if (containers.length > 0) return true;
  const paths = [...app.data.folders, ...app.data.sqlite].map((path) => posix.join(app.directory, path));
  const { stdout } = await host.exec(
    dataThere(app.project, String(paths.length), ...paths, ...app.data.volumes),
  );
  return stdout.trim() === 'yes';
}
