/** A SQLite file, copied as of one moment. */
import { posix } from 'node:path';
import { rooted } from '../../../host/rooted';
import { shellScript } from '../../../lib/shell-script';
import { factsFile } from '../facts';
import { runCopy } from '../run-copy';
import type { DataKind } from '../types';

const copy = shellScript(__dirname, 'copy');
const size = shellScript(__dirname, 'size');

const stagedAs = ({ path }: { path: string }): string => posix.join('copies/sqlite', path);

export const sqlite: DataKind<'sqlite'> = {
  stagedAs,
  async size({ app, host }, sources, { exec }) {
    const files = sources.map(({ path }) => posix.join(app.directory, path));
    return Number((await host.exec(size(...files), exec)).stdout);
  },
  async copy(site, { path }, folder) {
    const file = posix.join(site.scope.directory, path);
    const { operation, step, ordinal } = site.context;
    const program = copy(
      file,
      posix.join(folder, 'sqlite', path),
      `${folder}/${factsFile(stagedAs({ path }))}`,
      folder,
    );
    // With a write-ahead log, and nobody who has it open, a reader makes that and its shared memory anew.
    const argv = rooted(
      {
        app: site.app.name,
        operation,
        name: `roost-${site.app.name}-${operation}-${step}-${ordinal}`,
        when: { unwritable: file },
        mounts: [{ rw: posix.dirname(file) }, { rw: folder }],
      },
      program,
    );
    return { note: await runCopy(site, argv, `The copy of ${path}`) };
  },
};
