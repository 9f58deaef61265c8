/** The Markdown pages of the repository, and what the tests read in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(__dirname, '../..');

const folders = ['.', 'docs', 'docs/adr', 'fleets/sgos', 'fleets/smarteros'];

/** Relative to the repository. */
export const pages = folders.flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

export const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

/** The code blocks of a language, in order. */
export const blocks = (page: string, language: string): string[] =>
  [...textOf(page).matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)\`\`\`$`, 'gm'))].map(
    ([, block]) => block!,
  );

/** Rows of the first table whose head starts with `first`, cells without code marks. */
export function tableOf(page: string, first: string): string[][] {
  const lines = textOf(page).split('\n');
  const head = lines.findIndex((line) => line.startsWith(`| ${first} |`));
  const rows = lines.slice(head + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end < 0 ? undefined : end).map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}
