/** A folder of files: pulled from where it is. */
import { posix } from 'node:path';
import { besideFilter } from '../../../plan/restore/names';
import type { StepSite } from '../../app/site';
import { keepFiles, putBackFiles, type Files } from '../files';
import { copyInPlace, sizeInPlace } from '../in-place';
import type { DataKind } from '../types';

const stagedAs = ({ path }: { path: string }): string => posix.join('folders', path);

const filesOf = (site: StepSite, { path }: { path: string }): Files => ({
  in: posix.join(site.scope.directory, path),
  title: `folder ${path}`,
});

export const folder: DataKind<'folder'> = {
  stagedAs,
  size: (site, sources, facts) =>
    sizeInPlace(
      site,
      sources.map(({ path }) => posix.join(site.app.directory, path)),
      'unreadable',
      facts,
    ),
  copy(site, source, copies) {
    const path = posix.join(site.scope.directory, source.path);
    const place = { path, staged: stagedAs(source), name: source.path, when: 'unreadable' as const };
    return copyInPlace(site, place, copies);
  },
  keep: (site, source, file) => keepFiles(site, filesOf(site, source), file),
  putBack: (site, source, file) => putBackFiles(site, filesOf(site, source), file),
  inPlace: ({ directory }, source) => ({
    from: posix.join(directory, source.path),
    to: stagedAs(source),
    filter: besideFilter,
    when: 'unreadable',
  }),
};
