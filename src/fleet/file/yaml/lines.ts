import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Document,
  type LineCounter,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import { keyText } from './problems';

export type Path = readonly PropertyKey[];

/**
 * The line on which the value at `path` is written, in the anchored section
 * where it comes from one. For a value that is missing: the line of the
 * nearest section around it that is there.
 */
export function lineOf(document: Document, lines: LineCounter, path: Path): number {
  let node: unknown = document.contents;
  let at = offsetOf(node) ?? 0;
  for (const part of path) {
    node = resolve(node, document);
    if (isSeq(node)) {
      node = node.items[Number(part)];
      at = offsetOf(node) ?? at;
      continue;
    }
    const pair = isMap(node) ? pairIn(node, String(part), document) : undefined;
    if (!pair) break;
    at = offsetOf(pair.key) ?? at;
    node = pair.value;
  }
  return Math.max(1, lines.linePos(at).line);
}

const offsetOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];

const resolve = (node: unknown, document: Document): unknown =>
  isAlias(node) ? node.resolve(document) : node;

const keyOf = (pair: Pair): string | undefined => (isScalar(pair.key) ? keyText(pair.key) : undefined);

/**
 * A key of the section itself takes precedence over merged ones, an
 * earlier merged section over a later one.
 */
function pairIn(map: YAMLMap, key: string, document: Document, depth = 0): Pair | undefined {
  const own = map.items.findLast((pair) => keyOf(pair) === key);
  // A section may merge itself; no file nests merges this deep.
  if (own || depth > 20) return own;
  for (const pair of map.items.filter((item) => keyOf(item) === '<<')) {
    const merged = resolve(pair.value, document);
    for (const source of isSeq(merged) ? merged.items : [merged]) {
      const target = resolve(source, document);
      const found = isMap(target) ? pairIn(target, key, document, depth + 1) : undefined;
      if (found) return found;
    }
  }
  return undefined;
}
