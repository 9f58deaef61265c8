/** Answers of fetch-parts.sh: what of a commit is not in its own repository. Pure. */
import { plainText } from '../../lib/plain-text';
import { sentences } from '../../lib/sentences';

const tags = ['refused', 'unfetched', 'nourl', 'lfs', 'filter', 'encrypted'] as const;

export interface Part {
  tag: (typeof tags)[number];
  /** Relative to the repository; empty: none of one file. */
  path: string;
  text: string;
}

export const parseParts = (stdout: string): Part[] =>
  stdout.split('\n').flatMap((line): Part[] => {
    const [, tag, path = '', text = ''] = /^(\w+) ([^\t]*)\t(.*)$/.exec(line) ?? [];
    const known = tags.find((one) => one === tag);
    return known ? [{ tag: known, path: plainText(path), text: plainText(text).trim() }] : [];
  });

/** How many paths are named. */
const SHOWN = 10;

/** What keeps a commit from being checked out whole; `message` names the remedy. */
export function partProblems(parts: Part[]): { path: string; message: string }[] {
  const pointers = parts.filter(({ tag }) => tag === 'lfs');
  const encrypted = parts.filter(({ tag }) => tag === 'encrypted');
  return [
    ...parts.flatMap(({ tag, path, text }) => {
      if (tag === 'refused') return [{ path, message: REFUSED }];
      if (tag === 'unfetched') return [{ path, message: `could not be fetched: ${text}. ${UNFETCHED}` }];
      return [];
    }),
    ...encrypted.slice(0, SHOWN).map(({ path, text }) => ({
      path,
      message: sentences(
        `is encrypted for the filter ${text}, whose key no release has: it would be deployed as it is.`,
        'Encrypt it with sops, and name it under secrets in the fleet file',
      ),
    })),
    ...pointers.slice(0, SHOWN).map(({ path }) => ({ path, message: NO_LFS })),
  ];
}

const REFUSED = sentences(
  'has an address that is not fetched.',
  'Submodules and Git LFS are fetched by https or SSH,',
  'or by an address relative to that of the repository; never from a path of the host.',
  'Write such a url, or update = none for a submodule that the app does not need',
);
const UNFETCHED = sentences(
  "Let the host's SSH user read its repository,",
  'or write update = none in .gitmodules for a submodule that the app does not need',
);
const NO_LFS = sentences(
  'is in Git LFS, and the host has no git-lfs: a pointer of three lines would be deployed.',
  'Install git-lfs on the host',
);
