/**
 * Adds to a fleet file as text, at the positions that the library gives: what a person has
 * written stays as it is, byte for byte, with its comments.
 */
import { isMap, isScalar, isSeq, parseDocument, stringify, type Node, type Pair, type YAMLMap } from 'yaml';
import { isSection } from '../../../lib/unchecked';

/**
 * A whole entry, with the comments before it, at the end of `hosts` or `apps`; lines as
 * at the left margin. Null: its form does not allow it.
 */
export function insertEntry(text: string, section: 'hosts' | 'apps', lines: string[]): string | null {
  const map = parseDocument(text).get(section, true);
  if (!isMap(map) || map.flow || map.items.length === 0) return afterEmpty(text, section, lines);
  const indent = columnOf(text, map.items[0]!);
  const at = endOf(text, map.items.at(-1)!, indent);
  const block = lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line)).join('\n');
  const before = text.slice(0, at);
  return `${before}${before.endsWith('\n') ? '' : '\n'}\n${block}\n${text.slice(at)}`;
}

/** `apps: {}`, `apps:` or no such key at all. */
function afterEmpty(text: string, section: string, lines: string[]): string | null {
  const block = lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n');
  const empty = new RegExp(`^${section}:[ \\t]*(\\{[ \\t]*\\}|~|null)?[ \\t]*(#[^\\n]*)?$`, 'm');
  const document = parseDocument(text);
  const held = document.get(section, true);
  if (isMap(held) && held.items.length > 0) return null;
  if (empty.test(text))
    return text.replace(
      empty,
      (_, _value, note?: string) => `${section}:${note ? ` ${note}` : ''}\n${block}`,
    );
  return document.has(section) ? null : `${text.trimEnd()}\n${section}:\n${block}\n`;
}

/** Adds a value: to a list, or as a key that is not there yet. Null: its form does not allow it. */
export function addValue(text: string, path: string[], value: string | string[]): string | null {
  const document = parseDocument(text);
  const present = document.getIn(path, true);
  const values = Array.isArray(value) ? value : null;
  if (isSeq(present) && values)
    return values.reduce<string | null>((now, one) => now && addItem(now, path, one), text);
  if (present !== undefined) return null;
  const parent = document.getIn(path.slice(0, -1), true);
  const key = path.at(-1)!;
  if (isMap(parent)) return addKey(text, parent, key, value);
  // Its section is not there either: one line with both.
  const above = path.length > 1 ? document.getIn(path.slice(0, -2), true) : undefined;
  return parent === undefined && isMap(above) ? addKey(text, above, path.at(-2)!, { [key]: value }) : null;
}

function addKey(text: string, map: YAMLMap, key: string, value: unknown): string | null {
  const entry = flow({ [key]: value });
  if (map.flow) {
    const close = lastOf(text, map, '}');
    const isEmpty = map.items.length === 0;
    return close < 0
      ? null
      : `${text.slice(0, close).trimEnd()}${isEmpty ? ' ' : ', '}${entry.slice(1, -1).trim()} ${text.slice(close)}`;
  }
  if (map.items.length === 0) return null;
  const indent = columnOf(text, map.items[0]!);
  const at = valueEnd(text, map.items.at(-1)!);
  const line = `${' '.repeat(indent)}${entry.slice(1, -1).trim()}\n`;
  return `${text.slice(0, at)}${text.slice(0, at).endsWith('\n') ? '' : '\n'}${line}${text.slice(at)}`;
}

function addItem(text: string, path: string[], item: string): string | null {
  const list = parseDocument(text).getIn(path, true);
  if (!isSeq(list)) return null;
  if (list.items.some((one) => isScalar(one) && one.value === item)) return text;
  const written = flow([item]).slice(1, -1).trim();
  if (list.flow) {
    const close = lastOf(text, list, ']');
    return close < 0
      ? null
      : `${text.slice(0, close).trimEnd()}${list.items.length === 0 ? '' : ', '}${written}${text.slice(close)}`;
  }
  const last = list.items.at(-1) as Node | undefined;
  const [start, end] = last?.range ?? [];
  if (start === undefined || end === undefined) return null;
  const dash = text.lastIndexOf('-', start);
  const indent = dash - text.lastIndexOf('\n', dash) - 1;
  const at = lineEnd(text, end);
  return `${text.slice(0, at)}${text.slice(0, at).endsWith('\n') ? '' : '\n'}${' '.repeat(indent)}- ${written}\n${text.slice(at)}`;
}

export const flow = (value: unknown): string =>
  stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();

/** Where a flow collection closes. */
const lastOf = (text: string, { range }: Node, bracket: string): number =>
  range ? text.lastIndexOf(bracket, range[1] - 1) : -1;

function columnOf(text: string, { key }: Pair): number {
  const start = (key as Node).range?.[0] ?? 0;
  return start - text.lastIndexOf('\n', start - 1) - 1;
}

/** The next line's beginning. */
const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', Math.max(0, at - 1));
  return end < 0 ? text.length : end + 1;
};

/** Behind the last line of a pair's value. */
export function valueEnd(text: string, { key, value }: Pair): number {
  const node = (value ?? key) as Node;
  if (isMap(value) && !value.flow && value.items.length > 0) return valueEnd(text, value.items.at(-1)!);
  if (isSeq(value) && !value.flow && isSection(value.items.at(-1)))
    return lineEnd(text, (value.items.at(-1) as Node).range?.[1] ?? 0);
  return lineEnd(text, node.range?.[1] ?? 0);
}

/** Behind a section's last entry and the comments that are indented as its entries are. */
function endOf(text: string, last: Pair, indent: number): number {
  let end = valueEnd(text, last);
  let at = end;
  while (at < text.length) {
    const next = lineEnd(text, at + 1);
    const line = text.slice(at, next);
    const [, space = '', mark = ''] = /^([ \t]*)(\S?)/.exec(line) ?? [];
    if (mark !== '' && (mark !== '#' || space.length < indent)) break;
    if (mark === '#') end = next;
    at = next;
  }
  return end;
}
