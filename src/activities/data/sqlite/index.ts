/** A SQLite file, copied as of one moment. */
import { posix } from 'node:path';
import { shellScript } from '../../../lib/shell-script';
import { runCopy } from '../run-copy';
import type { DataKind } from '../types';

const copy = shellScript(__dirname, 'copy');
const size = shellScript(__dirname, 'size');

export const sqlite: DataKind<'sqlite'> = {
  stagedAs: ({ path }) => posix.join('copies/sqlite', path),
  async size({ app, host }, sources, { exec }) {
    const files = sources.map(({ path }) => posix.join(app.directory, path));
    return Number((await host.exec(size(...files), exec)).stdout);
  },
  async copy(site, { path }, folder) {
    const argv = copy(posix.join(site.scope.directory, path), posix.join(folder, 'sqlite', path));
    return { note: await runCopy(site, argv, `The copy of ${path}`) };
  },
};
