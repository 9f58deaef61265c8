/** A person's files that a commit would replace. */
import { posix } from 'node:path';
import { RoostError } from '../../../../errors';
import { anyCode } from '../../../../host/exit-code';
import { onlyIf } from '../../../../lib/only-if';
import { plainText } from '../../../../lib/plain-text';
import { sentences } from '../../../../lib/sentences';
import { shellScript } from '../../../../lib/shell-script';
import { ROOST_FILE, WRITTEN_BY_ROOST } from '../../../app/compose/compose';
import type { Site } from '../../../app/site';

const brought = shellScript(__dirname, 'brought');

/** All are relative to the source; of a folder that is no working copy, those that differ. */
export interface Brought {
  /** Replaced, and kept. */
  brought: string[];
  /**
   * What git would remove with all that is in it: a folder where the commit has
   * a file, a file or link where it has a folder.
   */
  inTheWay: string[];
}

/**
 * Errors: `ContractInvalid` where a person's file or the commit's has the name of the one that roost adds,
 * and where git is set to ignore files that differ.
 */
export async function broughtFiles(site: Site, commit: string): Promise<Brought> {
  const { host, paths, source } = site;
  await refuseForeignFile(site);
  await refuseCommitsFile(site, commit);
  const { stdout } = await host.exec(brought(paths.mirror, commit, source), { timeout: 5 * 60_000 });
  const [inTheWay = [], replaced = [], hidden = []] = lists(stdout.split('\0'));
  refuseHidden(site, hidden);
  return { inTheWay: inTheWay.map(plainText), brought: replaced.map(plainText) };
}

/** An empty word ends a list. */
function lists(words: string[]): string[][] {
  const end = words.indexOf('');
  return end < 0 ? [words] : [words.slice(0, end), ...lists(words.slice(end + 1))];
}

/** git would refuse to check such a file out, or leave it as it is. */
function refuseHidden({ app, host, source }: Site, words: string[]): void {
  const of = (kind: string): string[] =>
    words.flatMap((word, i) => (i % 2 === 1 && words[i - 1] === kind ? [plainText(word)] : []));
  const shown = (names: string[]): string => names.slice(0, 10).join(', ');
  const flagged = ['assume-unchanged', 'skip-worktree'].flatMap((flag) =>
    onlyIf(
      of(flag).length > 0,
      `In ${source} on ${host.name} git is set to ignore files that were changed by hand: ${shown(of(flag))}.`,
      `Write there: git update-index --no-${flag} -- ${of(flag)[0]}`,
    ),
  );
  const absent = of('absent');
  const texts = [
    ...flagged,
    ...onlyIf(
      absent.length > 0,
      `In ${source} on ${host.name} git leaves out a part of the repository, as of ${shown(absent)}.`,
      'Write there: git sparse-checkout disable',
    ),
  ];
  if (texts.length === 0) return;
  throw new RoostError('ContractInvalid', sentences(...texts), { app: app.name, files: words });
}

async function refuseCommitsFile({ app, host, paths }: Site, commit: string): Promise<void> {
  const argv = ['git', '--git-dir', paths.mirror, 'cat-file', 'blob', `${commit}:${ROOST_FILE}`];
  const { code, stdout } = await host.exec(argv, { ok: anyCode });
  if (code !== 0 || stdout.startsWith(WRITTEN_BY_ROOST)) return;
  throw new RoostError(
    'ContractInvalid',
    sentences(
      `The repository of ${app.name} has a file ${ROOST_FILE}, the name under which roost writes its own:`,
      `give it another name, and list that under apps.${app.name}.compose in the fleet file.`,
    ),
    { app: app.name, file: ROOST_FILE },
  );
}

async function refuseForeignFile({ app, host, source }: Site): Promise<void> {
  const file = posix.join(source, ROOST_FILE);
  const { code, stdout } = await host.exec(['head', '-n', '1', file], { ok: [0, 1] });
  if (code !== 0 || stdout.startsWith(WRITTEN_BY_ROOST)) return;
  throw new RoostError(
    'ContractInvalid',
    sentences(
      `${file} on ${host.name} is not a file of roost, which writes its own under this name:`,
      `give it another name, and list that under apps.${app.name}.compose in the fleet file.`,
    ),
    { app: app.name, file },
  );
}
