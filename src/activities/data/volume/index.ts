/**
 * A Docker volume: its files are pulled from Docker's folder of it one by one, so that a night moves what has
 * changed.
 * Where that cannot be, it is an archive (`archive.ts`).
 */
import { shellScript } from '../../../lib/shell-script';
import { factsFile } from '../facts';
import { keepFiles, putBackFiles, type Files } from '../files';
import { copyInPlace, sizeInPlace } from '../in-place';
import { lastBytes } from '../last';
import type { DataKind, SourceOf } from '../types';
import { copyAsArchive } from './archive';
import { namedOf } from './names';

const note = shellScript(__dirname, 'note');

const stagedAs = ({ name, at }: { name: string; at?: string }): string =>
  at === undefined ? `copies/volumes/${name}.tar` : `volumes/${name}`;

const filesOf = (source: { name: string; docker?: string }): Files => ({
  in: `volume:${namedOf(source)}`,
  title: `volume ${source.name}`,
});

const sum = (all: number[]): number => all.reduce((total, one) => total + one, 0);

export const volume: DataKind<'volume'> = {
  stagedAs,
  /** Of archives what they took the last time: to count what is in the volumes now would read all of it. */
  async size(site, sources, facts) {
    const places = sources.flatMap(({ at }) => at ?? []);
    const archives = sources.filter(({ at }) => at === undefined);
    return (
      sum(archives.map((source) => lastBytes(facts.status, stagedAs(source)))) +
      (places.length > 0 ? await sizeInPlace(site, places, 'always', facts) : 0)
    );
  },
  async copy(site, source, folder) {
    const { at, name } = source;
    const staged = stagedAs(source);
    if (at === undefined) return copyAsArchive(site, source, staged, folder);
    const copied = await copyInPlace(site, { path: at, staged, name, when: 'always' }, folder);
    await site.change(note(namedOf(source), site.scope.project, `${folder}/${factsFile(staged)}`));
    return copied;
  },
  keep: (site, source, file) => keepFiles(site, filesOf(source), file),
  putBack: (site, source, file) => putBackFiles(site, filesOf(source), file),
  inPlace: (_site, source: SourceOf<'volume'>) =>
    source.at === undefined ? undefined : { from: source.at, to: stagedAs(source), when: 'always' },
};
