import { parseComparison } from '../../../src/activities/data/postgres/compare';

const file = 'file 4096 1767225600 1767232800';

it('a dump beside the database, table by table', () => {
  const look = parseComparison(
    `${file}\nthen 2 public.calls\nthen 1 public."odd name"\nthen 3 public.gone\nrc 0\nnow 5 public.calls\nnow 1 public."odd name"\nnow 4 public.new\ncounted\n`,
  );
  expect(look).toEqual({
    takenAt: '2026-01-01T00:00:00Z',
    bytes: 4096,
    readable: true,
    loss: {
      seconds: 7200,
      tables: [
        { table: 'public."odd name"', then: 1, now: 1 },
        { table: 'public.calls', then: 2, now: 5 },
        { table: 'public.gone', then: 3, now: 0 },
        { table: 'public.new', then: 0, now: 4 },
      ],
    },
  });
});

it.each([
  ['the reading took too long', `${file}\nthen 2 a\nrc 124\nnow 5 a\ncounted\n`, true],
  ['the counting took too long', `${file}\nthen 2 a\nrc 0\nnow 5 a\n`, true],
  ['the database does not run', `${file}\n`, true],
  ['the dump is cut short', `${file}\nrc 1\ncounted\n`, false],
])('rows are not known: %s', (_what, text, readable) => {
  expect(parseComparison(text)).toMatchObject({ readable, loss: { tables: null } });
});

it('no dump', () => {
  expect(parseComparison('')).toBeNull();
});
