/** A database of MariaDB or MySQL: a dump of its tables as of one moment, with what is code in it. */
import { posix } from 'node:path';
import { serverWords } from '../../../host/databases/server-words';
import type { ExecOptions } from '../../../host/types';
import { sentences } from '../../../lib/sentences';
import { shellScript } from '../../../lib/shell-script';
import type { RunningContainer } from '../../../plan/release/facts';
import type { MariaDb } from '../../../protocol/data';
import type { Site } from '../../app/site';
import { containerIn, runningContainer } from '../container';
import { factsFile } from '../facts';
import { runCopy } from '../run-copy';
import type { DataKind } from '../types';
import { keepDump, putDumpBack } from './migration';

const copy = shellScript(__dirname, 'copy');
const size = shellScript(__dirname, 'size');

const stagedAs = ({ service, database }: MariaDb): string => `copies/mariadb/${service}/${database}.sql`;

export const mariadb = {
  stagedAs,
  async size(site, sources, { containers, exec }) {
    const sizes = await Promise.all(sources.map((one) => databaseSize(site, containers, one, exec)));
    return sizes.reduce((sum, bytes) => (sum === null || bytes === null ? null : sum + bytes));
  },
  async copy(site, source, folder) {
    const staged = stagedAs(source);
    const argv = copy(
      await runningContainer(site, source.service),
      ...serverWords(source),
      source.database,
      posix.join(folder, posix.relative('copies', staged)),
      posix.join(folder, factsFile(staged)),
    );
    const said = await runCopy(site, argv, `The dump of ${source.database}`);
    const [note = '', found, ...torn] = said.split('\t');
    const warnings =
      torn.length > 0
        ? [
            sentences(
              `${source.database}: ${torn.join(', ')} ${torn.length === 1 ? 'is' : 'are'}`,
              'in no engine with transactions:',
              'what was written while the dump was made may be in it in part.',
            ),
          ]
        : [];
    return { note, warnings, empty: found === 'no' ? Number.parseInt(note, 10) : undefined };
  },
  keep: keepDump,
  putBack: putDumpBack,
} satisfies DataKind<'mariadb'>;

/** Bytes; null: it does not answer. */
export async function databaseSize(
  { host }: Site,
  containers: RunningContainer[],
  source: MariaDb,
  options: ExecOptions = {},
): Promise<number | null> {
  const container = containerIn(containers, source.service);
  if (!container) return null;
  const argv = size(container, ...serverWords(source), source.database);
  const { stdout } = await host.exec(argv, options);
  return /^\d+$/.test(stdout.trim()) ? Number(stdout) : null;
}
