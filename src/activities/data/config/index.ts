/** What it takes beside the data to have an app again. */
import { shellScript } from '../../../lib/shell-script';
import { runCopyAtOnce } from '../run-copy';
import type { DataKind } from '../types';

const copy = shellScript(__dirname, 'copy');

export const config: DataKind<'config'> = {
  stagedAs: () => 'copies/config',
  size: async () => 0,
  async copy(site, { files, proxy }, folder) {
    const argv = copy(site.scope.directory, `${folder}/config`, site.source, proxy ?? '', ...files);
    return { note: await runCopyAtOnce(site, argv, 'The copy of the configuration') };
  },
};
