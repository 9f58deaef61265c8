/** A folder of files: pulled from where it is, since a copy on the host would take the room twice. */
import { posix } from 'node:path';
import { RoostError } from '../../../errors';
import { listDatabases, parseDatabases } from '../../../host/databases';
import { rooted } from '../../../host/rooted';
import { sentences } from '../../../lib/sentences';
import { shellScript } from '../../../lib/shell-script';
import { besideFilter } from '../../../plan/restore/names';
import type { StepSite } from '../../app/site';
import { factsFile, insideFolder } from '../facts';
import { keepFiles, putBackFiles, type Files } from '../files';
import { refuseLive } from '../live';
import { runCopy } from '../run-copy';
import type { DataKind } from '../types';

const inspect = shellScript(__dirname, 'inspect');
const size = shellScript(__dirname, 'size');
const take = shellScript(__dirname, 'take');

const LIMIT_MS = 10 * 60_000;

const stagedAs = ({ path }: { path: string }): string => posix.join('folders', path);

const filesOf = (site: StepSite, { path }: { path: string }): Files => ({
  in: posix.join(site.scope.directory, path),
  title: `folder ${path}`,
});

export const folder: DataKind<'folder'> = {
  stagedAs,
  async size({ app, host }, sources, { exec }) {
    const folders = sources.map(({ path }) => posix.join(app.directory, path));
    const as = { app: app.name, operation: 'plan', when: 'unreadable' as const };
    const argv = rooted({ ...as, mounts: folders.map((ro) => ({ ro })) }, size(...folders));
    return Number((await host.exec(argv, exec)).stdout) * 1024;
  },
  async copy(site, source, copies) {
    const path = posix.join(site.scope.directory, source.path);
    const { code, stdout } = await site.read(reading(site, path, inspect(path)), {
      ok: [0, 66],
      timeout: LIMIT_MS,
    });
    const details = { app: site.app.name, path };
    if (code === 66)
      throw new RoostError('SourceMissing', `There is no folder ${path} on ${site.host.name}.`, details);
    const lines = stdout.trimEnd().split('\n');
    const amount = lines.pop() ?? '';
    if (lines.length > 0)
      throw new RoostError(
        'CopyUnreadable',
        sentences(
          `The SSH user cannot read on ${site.host.name},`,
          `neither itself nor through Docker: ${lines.join(', ')}`,
        ),
        details,
      );
    const [, files = '0', bytes = '0'] = amount.split(' ');
    const inside = await takeInside(site, source, path, copies);
    return {
      note: `${files} files, ${bytes} bytes${inside.note}`,
      empty: bytes === '0' ? 0 : undefined,
      warnings: inside.warnings,
    };
  },
  keep: (site, source, file) => keepFiles(site, filesOf(site, source), file),
  putBack: (site, source, file) => putBackFiles(site, filesOf(site, source), file),
  inPlace: ({ directory }, source) => ({
    from: posix.join(directory, source.path),
    to: stagedAs(source),
    filter: besideFilter,
  }),
};

const reading = (site: StepSite, path: string, argv: string[]): string[] =>
  rooted(
    {
      app: site.app.name,
      operation: site.context.operation,
      when: 'unreadable',
      mounts: [{ ro: path }],
    },
    argv,
  );

/** Databases in it: SQLite is copied by its own means. Errors: `CopyLive`. */
async function takeInside(
  site: StepSite,
  source: { path: string },
  path: string,
  copies: string,
): Promise<{ note: string; warnings: string[] }> {
  const { stdout } = await site.read(reading(site, path, listDatabases(path)), { timeout: LIMIT_MS });
  const found = parseDatabases(stdout);
  const warnings = await refuseLive(site, found, path, source.path);
  if (!found.some(({ kind }) => kind === 'sqlite')) return { note: '', warnings };
  const { operation, step, ordinal } = site.context;
  const staged = stagedAs(source);
  const argv = rooted(
    {
      app: site.app.name,
      operation,
      name: `roost-${site.app.name}-${operation}-${step}-${ordinal}`,
      // Opening one may make its shared memory anew, with the right owner only as root.
      when: 'always',
      mounts: [{ rw: path }, { rw: copies }],
    },
    take(path, `${copies}/${insideFolder(staged)}`, `${copies}/${factsFile(staged)}`),
  );
  const taken = await runCopy(site, argv, `The copy of the databases in ${source.path}`);
  const note = taken === '0' ? '' : `, ${taken} SQLite database${taken === '1' ? '' : 's'} among them`;
  return { note, warnings };
}
