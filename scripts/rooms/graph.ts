/** Who imports whom: files, and the rooms they lie in. Types count like values. */
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';

/** From each node to those that it needs. */
export type Graph = Map<string, Set<string>>;

/** `src/host/ssh/pool.ts` is of `host`, `src/client/verbs/up.ts` of `client/verbs`, `src/client/cli.ts` of `client`. */
export function roomOf(file: string): string {
  const [, room = '', inner = ''] = file.split('/');
  return room === 'client' && !inner.endsWith('.ts') ? `client/${inner}` : room;
}

/** `files`: paths from the root. */
export function importsOf(files: string[], root: string): Graph {
  const known = new Set(files);
  const targets = (file: string): string[] =>
    ts
      .preProcessFile(readFileSync(posix.join(root, file), 'utf8'), true, true)
      .importedFiles.map(({ fileName }) => fileName)
      .filter((name) => name.startsWith('.'))
      .map((name) => posix.join(posix.dirname(file), name))
      .flatMap((path) => [`${path}.ts`, `${path}/index.ts`].find((one) => known.has(one)) ?? []);
  return new Map(
    files.map((file) => [file, new Set(existsSync(posix.join(root, file)) ? targets(file) : [])]),
  );
}

export function roomGraph(files: Graph): Graph {
  const rooms: Graph = new Map();
  for (const [file, targets] of files) {
    const room = roomOf(file);
    const needed = rooms.get(room) ?? new Set();
    for (const target of targets) if (roomOf(target) !== room) needed.add(roomOf(target));
    rooms.set(room, needed);
  }
  return rooms;
}

/** One circle of each group of nodes that need one another, as a path that ends where it begins. */
export function circles(graph: Graph): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (node: string, path: string[]): void => {
    const at = path.indexOf(node);
    if (at >= 0) return void found.push([...path.slice(at), node]);
    if (done.has(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...path, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return found;
}

/** Rooms by floor: each needs only those below it. Only of a graph without circles. */
export function floors(graph: Graph): string[][] {
  const heights = new Map<string, number>();
  const height = (node: string): number => {
    const known = heights.get(node);
    if (known !== undefined) return known;
    const value = Math.max(-1, ...[...(graph.get(node) ?? [])].map(height)) + 1;
    heights.set(node, value);
    return value;
  };
  const rows: string[][] = [];
  for (const node of [...graph.keys()].sort()) (rows[height(node)] ??= []).push(node);
  return rows;
}
