/** How a text reads, in figures: sizes of files, folders and lines. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** `files`: paths from the root. */
export function figuresOf(files: string[], root: string): Record<string, string | number> {
  const texts = files.map((file) => readFileSync(join(root, file), 'utf8'));
  const sizes = texts.map((text) => text.trimEnd().split('\n').length).sort((a, b) => a - b);
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line.trim() !== '');
  const all = texts.join('\n');
  const folders = new Map<string, number>();
  for (const file of files) folders.set(dirname(file), (folders.get(dirname(file)) ?? 0) + 1);
  const full = [...folders].filter(([, of]) => of > 15).map(([folder, of]) => `${folder} (${of})`);
  const longer = (columns: number): number => lines.filter(({ length }) => length > columns).length;
  const at = (share: number): number => sizes[Math.floor((sizes.length - 1) * share)] ?? 0;
  return {
    files: files.length,
    lines: sizes.reduce((sum, size) => sum + size, 0),
    'lines a file, median / p90 / max': `${at(0.5)} / ${at(0.9)} / ${at(1)}`,
    'folders over 15 files': full.join(', ') || 'none',
    'characters a non-blank line': (
      lines.reduce((sum, { length }) => sum + length, 0) / lines.length
    ).toFixed(1),
    'lines over 110 / 120 columns': `${longer(110)} / ${longer(120)}`,
    // A default (`?? []`) is no condition.
    'conditional spreads': count(all, /\.\.\.\([^()]*(?:\([^()]*\)[^()]*)*(?:&&|(?<!\?)\?(?![.?]))/g),
    'shell programs in strings': count(all, /`\n(?=[^`]*(?:\$\(|\bfi\b|\bdone\b|\|\| exit))[^`]*`/g),
  };
}
