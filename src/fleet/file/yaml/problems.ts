import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  visit,
  type Document,
  type Node,
  type Pair,
  type Scalar,
} from 'yaml';
import type { FleetProblem } from '../problems/types';

type Ancestors = readonly (Document | Node | Pair)[];

/** Problems that YAML's grammar allows: missing anchors, merges of other values, the key `__proto__`. */
export function nodeProblems(document: Document, lineOf: (offset: number) => number): FleetProblem[] {
  const found: FleetProblem[] = [];
  const add = (node: Node, path: string, message: string) =>
    found.push({ path, line: lineOf(node.range?.[0] ?? 0), message });
  visit(document, {
    Alias(_, alias, ancestors) {
      if (!alias.resolve(document))
        add(alias, pathOf(ancestors), 'refers to an anchor that is not above it; write &NAME there first');
    },
    Pair(_, pair, ancestors) {
      const key = pair.key as Node;
      if (!isScalar(key))
        return add(key ?? (pair.value as Node), pathOf(ancestors), 'has a key that is not a plain word');
      const path = pathOf([...ancestors, pair]);
      if (key.value === '__proto__') add(key, path, 'is not a valid name');
      if (keyText(key) === '<<' && !isMergeable(pair.value as Node, document))
        add(key, path, 'should name one or more anchored sections, such as *app');
      return undefined;
    },
  });
  return found;
}

function isMergeable(value: Node | null, document: Document): boolean {
  const one = (node: unknown) => isMap(isAlias(node) ? node.resolve(document) : node);
  // A missing anchor is reported as such.
  if (isAlias(value) && !value.resolve(document)) return true;
  return isSeq(value) ? value.items.every(one) : one(value);
}

/** With merge keys on, the library reads `<<` as a symbol. */
export const keyText = ({ value }: Scalar): string =>
  typeof value === 'symbol' ? (value.description ?? '') : String(value);

/** Dotted path of the key that begins at `offset`. */
export function pathAt(document: Document, offset: number): string {
  let path = '';
  visit(document, {
    Pair(_, pair, ancestors) {
      if ((pair.key as Node | null)?.range?.[0] !== offset) return undefined;
      path = pathOf([...ancestors, pair]);
      return visit.BREAK;
    },
  });
  return path;
}

function pathOf(ancestors: Ancestors): string {
  const parts: string[] = [];
  ancestors.forEach((node, i) => {
    const parent = ancestors[i - 1];
    if (isSeq(parent)) parts.push(String(parent.items.indexOf(node)));
    else if ('key' in node && isScalar(node.key)) parts.push(keyText(node.key));
  });
  return parts.join('.');
}
