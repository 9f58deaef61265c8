/** A SQLite file, copied as of one moment. */
import { posix } from 'node:path';
import { rooted } from '../../../host/rooted';
import { shellScript } from '../../../lib/shell-script';
import type { StepSite } from '../../app/site';
import { factsFile } from '../facts';
import { keepFiles, putBackFiles, type Files } from '../files';
import { runCopy } from '../run-copy';
import type { DataKind } from '../types';

const copy = shellScript(__dirname, 'copy');
const size = shellScript(__dirname, 'size');

const stagedAs = ({ path }: { path: string }): string => posix.join('copies/sqlite', path);

/** With its journals: while nothing writes it, they belong to it. */
function filesOf(site: StepSite, { path }: { path: string }): Files {
  const { dir, base } = posix.parse(posix.join(site.scope.directory, path));
  return {
    in: dir,
    names: [base, `${base}-wal`, `${base}-shm`, `${base}-journal`],
    title: `SQLite file ${path}`,
  };
}

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
    // With a write-ahead log, and no program that has it open, a reader makes that and its shared memory
    // anew.
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
  keep: (site, source, file) => keepFiles(site, filesOf(site, source), file),
  putBack: (site, source, file) => putBackFiles(site, filesOf(site, source), file),
};
