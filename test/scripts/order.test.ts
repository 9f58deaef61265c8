import { startOrder } from '../../scripts/order';

const lab = (name: string): string => `/repo/test/lab/${name}.test.ts`;
const process = (n: number): string => `/repo/test/host/p${n}.process.test.ts`;
const pure = (n: number): string => `/repo/test/plan/p${n}.test.ts`;
const many = (count: number, path: (n: number) => string): string[] =>
  Array.from({ length: count }, (_, n) => path(n));

test('two long files of the lab begin at once, and what computes beside them', () => {
  const order = startOrder([
    ...many(100, pure),
    ...many(100, process),
    lab('oneoff'),
    lab('restore'),
    lab('night-faults'),
    lab('lab'),
  ]);
  expect(order.slice(0, 3).sort()).toEqual([process(0), lab('night-faults'), lab('restore')].sort());
  expect(order[3]).toBe(process(1));
});

test('no file is left out, and the last are short ones', () => {
  const all = [...many(9, pure), ...many(2, process), ...['a', 'b', 'c', 'd', 'e', 'containers'].map(lab)];
  const order = startOrder(all);
  expect([...order].sort()).toEqual([...all].sort());
  expect(order.slice(-9).sort()).toEqual(many(9, pure));
});

test('files of one kind keep their order where they take equally long', () => {
  expect(startOrder(many(5, pure))).toEqual(many(5, pure));
  expect(startOrder([lab('x'), lab('restore'), lab('y')])).toEqual([lab('restore'), lab('x'), lab('y')]);
});
