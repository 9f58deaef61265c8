/** A unit as data: its sections with their settings in order; a plain text is a comment. */
export type Entry = [key: string, ...values: string[]] | string;
export type Unit = Record<'Unit' | 'Service' | 'Install', Entry[]>;

const line = (entry: Entry): string =>
  typeof entry === 'string' ? `# ${entry}` : `${entry[0]}=${entry.slice(1).join(' ')}`;

export function render(unit: Unit, header: string): string {
  const sections = Object.entries(unit).map(([name, entries]) =>
    [`[${name}]`, ...entries.map(line)].join('\n'),
  );
  return `${header}\n${sections.join('\n\n')}\n`;
}

/** Escapes percent signs, which begin systemd's specifiers. */
export const plain = (text: string): string => text.replaceAll('%', '%%');

/** Quotes one word of a command line or of `Environment=`, which systemd unquotes and expands. */
export function word(text: string): string {
  const escaped = plain(text).replaceAll('$', () => '$$');
  return /^[\w@%+=:,./$-]+$/.test(escaped) ? escaped : `"${escaped.replace(/["\\]/g, '\\$&')}"`;
}

export const command = (...args: string[]): string => args.map(word).join(' ');

/** `Environment=` does not expand variables, so a dollar sign stays single. */
export const variable = (name: string, value: string): Entry => [
  'Environment',
  word(`${name}=${value}`).replaceAll('$$', () => '$'),
];
