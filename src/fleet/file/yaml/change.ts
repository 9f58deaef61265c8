/**
 * Changes and removes values of a fleet file as text, at the positions that the library gives:
 * all else stays as it is, byte for byte, with its comments.
 */
import { isCollection, isMap, parseDocument, type Node, type Pair, type YAMLMap } from 'yaml';
import { addValue, flow, valueEnd } from './insert';

/** Another value, or a new key. Null: the file's form does not allow it. */
export function setValue(text: string, path: string[], value: string | string[]): string | null {
  const found = find(text, path);
  if (!found) return addValue(text, path, value);
  const { pair } = found;
  const written = flow([value]).slice(1, -1).trim();
  const [, end] = (pair.key as Node).range!;
  const colon = text.indexOf(':', end);
  const node = pair.value as Node | null;
  if (!node?.range || (isCollection(node) && !node.flow))
    return `${text.slice(0, colon + 1)} ${written}\n${text.slice(valueEnd(text, pair))}`;
  return `${text.slice(0, node.range[0])}${written}${text.slice(node.range[1])}`;
}

/** Without the key and its value; as it was where there is none. Null: the file's form does not allow it. */
export function removeKey(text: string, path: string[]): string | null {
  const found = find(text, path);
  if (!found) return text;
  const { map, pair } = found;
  const start = (pair.key as Node).range![0];
  if (map.items.length === 1) return null;
  if (!map.flow) {
    const line = text.lastIndexOf('\n', start - 1) + 1;
    // Behind the dash of a list, its first key cannot go by itself.
    return text.slice(line, start).trim() === ''
      ? text.slice(0, line) + text.slice(valueEnd(text, pair))
      : null;
  }
  const at = map.items.indexOf(pair);
  const end = ((pair.value ?? pair.key) as Node).range![1];
  const before = map.items[at - 1];
  if (before) return text.slice(0, ((before.value ?? before.key) as Node).range![1]) + text.slice(end);
  return text.slice(0, start) + text.slice((map.items[1]!.key as Node).range![0]);
}

function find(text: string, path: string[]): { map: YAMLMap; pair: Pair } | null {
  const map = parseDocument(text).getIn(path.slice(0, -1), true);
  if (!isMap(map)) return null;
  const pair = map.items.find(({ key }) => String(key) === path.at(-1));
  return pair ? { map, pair } : null;
}
