/** A Docker volume, as a tar archive. */
import { oneOffLabels } from '../../../host/oneoff';
import { shellScript } from '../../../lib/shell-script';
import { lastBytes } from '../last';
import { runCopy } from '../run-copy';
import type { DataKind } from '../types';

const copy = shellScript(__dirname, 'copy');

/** Bytes that a file with anything in it takes in an archive, at least. */
const LEAST = 1024;

const stagedAs = ({ name }: { name: string }): string => `copies/volumes/${name}.tar`;

export const volume: DataKind<'volume'> = {
  stagedAs,
  /** What the archives took the last time: to count what is in the volumes now would read all of it. */
  size: async (_site, sources, { status }) =>
    sources.reduce((sum, source) => sum + lastBytes(status, stagedAs(source)), 0),
  async copy(site, { name }, folder) {
    const { app, operation } = { app: site.app.name, operation: site.context.operation };
    const container = `roost-${app}-${operation}-volume-${name}`;
    const labels = [`${oneOffLabels.app}=${app}`, `${oneOffLabels.operation}=${operation}`];
    const argv = copy(name, site.scope.project, `${folder}/volumes/${name}.tar`, container, ...labels);
    const [files, bytes, archive] = (await runCopy(site, argv, `The copy of volume ${name}`)).split(' ');
    // An archive of nothing has bytes too: of its folders.
    const empty = bytes === '0' ? Number(archive) + LEAST - 1 : undefined;
    return { note: `${files} files, ${bytes} bytes`, empty };
  },
};
