import { circles, floors, roomGraph, roomOf, type Graph } from '../../scripts/rooms/graph';
import { violations } from '../../scripts/rooms/rules';

const graph = (edges: Record<string, string[]>): Graph =>
  new Map(Object.entries(edges).map(([file, targets]) => [file, new Set(targets)]));

test('a room is a folder below src, and below src/client', () => {
  expect(['src/fleet/file/host/types.ts', 'src/client/verbs/up.ts', 'src/client/cli.ts'].map(roomOf)).toEqual(
    ['fleet', 'client/verbs', 'client'],
  );
});

test('a circle of files and one of rooms are found', () => {
  const files = graph({
    'src/host/a.ts': ['src/host/b.ts'],
    'src/host/b.ts': ['src/host/a.ts', 'src/lib/c.ts'],
    'src/lib/c.ts': [],
  });
  expect(circles(files)).toEqual([['src/host/a.ts', 'src/host/b.ts', 'src/host/a.ts']]);
  expect(circles(roomGraph(files))).toEqual([]);
  expect(floors(roomGraph(files))).toEqual([['lib'], ['host']]);
  const rooms = roomGraph(graph({ 'src/lib/a.ts': ['src/host/b.ts'], 'src/host/b.ts': ['src/lib/c.ts'] }));
  expect(circles(rooms)).toEqual([['lib', 'host', 'lib']]);
});

test.each([
  ['src/workflows/engine/forward.ts', 'src/activities/deps.ts'],
  ['src/protocol/plan.ts', 'src/host/types.ts'],
  ['src/gateway/server.ts', 'src/client/output/text.ts'],
  ['src/inspect/status.ts', 'src/client/command/context.ts'],
  ['src/client/output/run.ts', 'src/client/verbs/runs.ts'],
  ['src/services/up.ts', 'src/client/cli.ts'],
  ['src/attic/box.ts', 'src/lib/units.ts'],
])('%s must not import %s', (file, target) => {
  expect(violations(graph({ [file]: [target] }))).toHaveLength(1);
});

test('a folder named like a room is of the room in which it lies', () => {
  expect(violations(graph({ 'src/protocol/plan.ts': ['src/fleet/file/host/types.ts'] }))).toEqual([]);
});
