/** Files that are pulled from where they are, since a copy on the host would take the room twice. */
import { RoostError } from '../../../errors';
import { listDatabases, parseDatabases } from '../../../host/databases';
import { rooted, type Rooted } from '../../../host/rooted';
import { sentences } from '../../../lib/sentences';
import { shellScript } from '../../../lib/shell-script';
import type { Site, StepSite } from '../../app/site';
import { factsFile, insideFolder } from '../facts';
import { refuseLive } from '../live';
import { runCopy } from '../run-copy';
import type { Copied, SizeFacts } from '../types';

const inspect = shellScript(__dirname, 'inspect');
const size = shellScript(__dirname, 'size');
const take = shellScript(__dirname, 'take');

const LIMIT_MS = 10 * 60_000;

export interface Place {
  /** Absolute on the host. */
  path: string;
  /** In the staging. */
  staged: string;
  /** As the fleet file names it. */
  name: string;
  /** Who reads it: Docker's folders are closed to the SSH user. */
  when: Extract<Rooted['when'], string>;
}

/** Bytes that the folders take together. */
export async function sizeInPlace(
  { app, host }: Site,
  folders: string[],
  when: Place['when'],
  { exec }: SizeFacts,
): Promise<number> {
  const as = { app: app.name, operation: 'plan', when };
  const argv = rooted({ ...as, mounts: folders.map((ro) => ({ ro })) }, size(...folders));
  return Number((await host.exec(argv, exec)).stdout) * 1024;
}

/**
 * Copies the databases in it to `copies` on the host; the rest is only inspected. Errors: those of a copy.
 */
export async function copyInPlace(site: StepSite, place: Place, copies: string): Promise<Copied> {
  const { path } = place;
  const { code, stdout } = await site.read(reading(site, place, inspect(path)), {
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
  const inside = await takeInside(site, place, copies);
  return {
    note: `${files} files, ${bytes} bytes${inside.note}`,
    empty: bytes === '0' ? 0 : undefined,
    warnings: inside.warnings,
  };
}

const reading = (site: StepSite, { path, when }: Place, argv: string[]): string[] =>
  rooted({ app: site.app.name, operation: site.context.operation, when, mounts: [{ ro: path }] }, argv);

/** Databases in it: SQLite is copied by its own means. Errors: `CopyLive`. */
async function takeInside(
  site: StepSite,
  place: Place,
  copies: string,
): Promise<{ note: string; warnings: string[] }> {
  const { path, staged, name } = place;
  const { stdout } = await site.read(reading(site, place, listDatabases(path)), { timeout: LIMIT_MS });
  const found = parseDatabases(stdout);
  const warnings = await refuseLive(site, found, path, name);
  if (!found.some(({ kind }) => kind === 'sqlite')) return { note: '', warnings };
  const { operation, step, ordinal } = site.context;
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
  const taken = await runCopy(site, argv, `The copy of the databases in ${name}`);
  const note = taken === '0' ? '' : `, ${taken} SQLite database${taken === '1' ? '' : 's'} among them`;
  return { note, warnings };
}
