import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pages, root, textOf } from './pages';

const withoutCode = (text: string): string => text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, 'x');

/** As GitHub names the anchors of headings. */
const anchorsOf = (page: string): string[] =>
  [
    ...textOf(page)
      .replace(/```[\s\S]*?```/g, '')
      .matchAll(/^#+ (.*)$/gm),
  ].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const linksOf = (page: string): string[] =>
  [...withoutCode(textOf(page)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link!)
    .filter((link) => !/^https?:/.test(link));

function broken(page: string, link: string): boolean {
  const [path, anchor] = link.split('#') as [string, string?];
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(root, target))) return true;
  if (anchor === undefined) return false;
  return statSync(join(root, target)).isDirectory() || !anchorsOf(target).includes(anchor);
}

test.each(pages)('every internal link of %s has a target', (page) => {
  expect(linksOf(page).filter((link) => broken(page, link))).toEqual([]);
});

test('a missing file and a missing heading count as broken', () => {
  expect(broken('README.md', 'docs/none.md')).toBe(true);
  expect(broken('README.md', '#none')).toBe(true);
  expect(broken('docs/backup.md', 'status-json.md#a-damaged-file')).toBe(false);
});

test('README leads to every page of docs', () => {
  const inDocs = pages.filter((page) => relative('docs', dirname(page)) === '');
  expect(inDocs.filter((page) => !linksOf('README.md').includes(page))).toEqual([]);
});

/** Files and folders that a page names in code marks; those with a placeholder or a pattern are no path. */
const pathsOf = (page: string): string[] =>
  [...textOf(page).matchAll(/`((?:src|test|lab|scripts|fleets|schema|changelog|deploy)\/[\w./-]*)`/g)]
    .map(([, path]) => path!)
    .filter((path) => !/[A-Z]{3,}|\bX\.|\.env$/.test(path));

test.each(pages)('every path of the repository that %s names exists', (page) => {
  expect(pathsOf(page).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
