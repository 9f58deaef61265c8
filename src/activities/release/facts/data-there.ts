/** Whether an app that roost has never deployed has data on its host: its containers may be down, or gone. */
import { posix } from 'node:path';
import type { ComposeModel } from '../../../fleet/contract';
import { dataServersOf } from '../../../fleet/file/app/servers';
import { shellScript } from '../../../lib/shell-script';
import type { RunningContainer } from '../../../plan/release/facts';
import type { Site } from '../../app/site';

const dataThere = shellScript(__dirname, 'data-there');

/** `compose`: of the commit that is deployed, where it can be read. */
export async function isDataThere(
  site: Site,
  containers: RunningContainer[],
  compose?: Pick<ComposeModel, 'services'>,
): Promise<boolean> {
  if (containers.length > 0) return true;
  const { app, host } = site;
  const paths = [...app.data.folders, ...app.data.sqlite].map((path) => posix.join(app.directory, path));
  const folders = serverFolders(site, compose);
  const { stdout } = await host.exec(
    dataThere(
      app.project,
      String(paths.length),
      ...paths,
      String(folders.length),
      ...folders,
      ...app.data.volumes,
    ),
  );
  return stdout.trim() === 'yes';
}

/** Folders of the host in which a server that `data` names may have its files, whatever else is in them. */
function serverFolders({ app, source }: Site, compose: Pick<ComposeModel, 'services'> | undefined): string[] {
  const servers = dataServersOf(app).map(({ service }) => service);
  return [...new Set(servers)].flatMap((name) =>
    (compose?.services[name]?.volumes ?? []).flatMap(({ type, source: from, readOnly }) =>
      type === 'bind' && !readOnly && from !== undefined && /^[./]/.test(from)
        ? [posix.resolve(source, from)]
        : [],
    ),
  );
}
