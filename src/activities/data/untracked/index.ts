/**
 * Files that Compose reads and git does not have: `.env`, env files, files of secrets, a proxy's acme.json.
 */
import { posix } from 'node:path';
import { anyCode } from '../../../host/exit-code';
import { rooted, type Mount } from '../../../host/rooted';
import { lastLines } from '../../../lib/output-tail';
import { plainText } from '../../../lib/plain-text';
import { shellScript } from '../../../lib/shell-script';
import type { StepSite } from '../../app/site';
import type { DataKind } from '../types';

const copy = shellScript(__dirname, 'copy');

export const UNTRACKED = 'copies/untracked';

const LIMIT_MS = 10 * 60_000;
/** As many as a warning names. */
const NAMED = 5;

export const untracked: DataKind<'untracked'> = {
  stagedAs: () => UNTRACKED,
  size: async () => 0,
  async copy(site, { files }, folder) {
    const to = posix.join(folder, posix.basename(UNTRACKED));
    const names = files.flatMap(({ path, link }) => (link === undefined ? [path] : []));
    const { code, stdout } = await site.change(copy(site.scope.directory, to, 'mine', ...names), {
      ok: anyCode,
      timeout: LIMIT_MS,
    });
    let said = code === 0 ? stdout : '';
    if (code !== 0 || leftIn(said).length > 0) {
      const argv = copy(site.scope.directory, to, 'rest', ...names);
      said = await asRoot(site, folder, leftIn(said), argv);
    }
    const left = leftIn(said).map((file) => plainText(file));
    const shown = [...left.slice(0, NAMED), ...(left.length > NAMED ? [`${left.length - NAMED} more`] : [])];
    const links = files.length - names.length;
    return {
      note: `${names.length - left.length} files${links > 0 ? `, ${links} links` : ''}`,
      warnings:
        left.length > 0
          ? [`Of the files that git does not track these could not be copied: ${shown.join(', ')}.`]
          : [],
    };
  },
};

const leftIn = (said: string): string[] =>
  said.split('\n').flatMap((line) => (line.startsWith('left ') ? [line.slice(5)] : []));

/** What the SSH user cannot read; a file that is gone is left out by that too. */
async function asRoot(site: StepSite, folder: string, left: string[], argv: string[]): Promise<string> {
  const { app, scope, context } = site;
  const outside = [
    ...new Set(left.filter((file) => file.startsWith('/')).map((file) => posix.dirname(file))),
  ];
  const mounts: Mount[] = [
    { ro: scope.directory },
    { rw: folder },
    ...outside.filter((path) => path !== '/').map((ro) => ({ ro })),
  ];
  const as = { app: app.name, operation: context.operation, when: 'always' as const, mounts };
  const { code, stdout, stderr } = await site.change(rooted(as, argv), { ok: anyCode, timeout: LIMIT_MS });
  if (code === 0) return stdout;
  // A host without such containers: it copies what it can.
  return `${stdout}\n${lastLines(stderr)}`;
}
