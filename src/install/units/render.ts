/** A unit as data: its sections with their settings in order; a text by itself is a comment. */
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

/** systemd's own specifiers begin with a percent sign. */
export const plain = (text: string): string => text.replaceAll('%', '%%');

/** One word of a command line or of `Environment=`; systemd expands variables and unquotes. */
export function word(text: string): string {
  const escaped = plain(text).replaceAll('$', () => '$$');
  return /^[\w@%+=:,./$-]+$/.test(escaped) ? escaped : `"${escaped.replace(/["\\]/g, '\\$&')}"`;
}

export const command = (...args: string[]): string => args.map(word).join(' ');

/** `Environment=` does not expand variables: a dollar sign is one. */
export const variable = (name: string, value: string): Entry => [
  'Environment',
  word(`${name}=${value}`).replaceAll('$$', () => '$'),
];
