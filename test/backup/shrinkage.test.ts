import { fallenIn, fallenText } from '../../src/backup';

const amount = (bytes: number, files = 1) => ({ bytes, files });
const day = (n: number): string => new Date(Date.UTC(2026, 10, n, 3)).toISOString();
const source = 'copies/postgres';

describe('a source', () => {
  it.each<[string, ReturnType<typeof amount>, ReturnType<typeof amount> | undefined, boolean]>([
    ['that grew', amount(100_000), amount(200_000), false],
    ['of which half is left', amount(100_000), amount(50_000), false],
    ['of which less than half is left', amount(100_000), amount(49_999), true],
    ['that is gone', amount(100_000), undefined, true],
    ['that was small', amount(60_000), amount(1), false],
    ['whose files went', amount(20_000, 30), amount(19_000, 3), true],
    ['of which few files went', amount(20_000, 10), amount(19_000, 1), false],
  ])('%s', (_, was, is, fell) =>
    expect(fallenIn({ sources: { [source]: was } }, is ? { [source]: is } : {}, day(2))).toEqual(
      fell ? { [source]: { was, since: day(2) } } : {},
    ),
  );

  it('that is new has not fallen, and each counts by itself', () => {
    expect(fallenIn({ sources: {} }, { script: amount(1) }, day(2))).toEqual({});
    const before = { 'folders/small': amount(1e6), 'folders/large': amount(1e9) };
    expect(
      Object.keys(
        fallenIn(
          { sources: before },
          { 'folders/small': amount(0, 0), 'folders/large': amount(2e9) },
          day(2),
        ),
      ),
    ).toEqual(['folders/small']);
  });

  it('that an older version has counted with others is compared with all of them', () => {
    const before = { sources: { folders: amount(1e6, 30) } };
    expect(fallenIn(before, { 'folders/a': amount(4e5, 20), 'folders/b': amount(4e5, 5) }, day(2))).toEqual(
      {},
    );
    expect(
      Object.keys(fallenIn(before, { 'folders/a': amount(2e5, 20), 'folders/b': amount(2e5, 5) }, day(2))),
    ).toEqual(['folders']);
  });
});

describe('one that has fallen', () => {
  const was = amount(1e6);
  const after = (bytes: number, n: number, sources = amount(4e5), since = day(2)) =>
    fallenIn(
      { sources: { [source]: sources }, fallen: { [source]: { was, since } } },
      { [source]: amount(bytes) },
      day(n),
    );

  it('is still compared with what it once had, not with what it fell to', () =>
    expect(after(4e5, 3)).toEqual({ [source]: { was, since: day(2) } }));
  it('has not when half is back', () => expect(after(5e5, 3)).toEqual({}));
  it('has not when it was steady for a week', () => {
    expect(after(4e5, 8)).toEqual({ [source]: { was, since: day(2) } });
    expect(after(4e5, 9)).toEqual({});
  });
  it('begins its week again when it falls again', () => {
    expect(after(1e5, 8)).toEqual({ [source]: { was, since: day(8) } });
    expect(after(1e5, 10)).toEqual({ [source]: { was: amount(4e5), since: day(10) } });
  });
});

it('is told with what it has and had', () => {
  const one = { was: amount(1.2e9, 811), since: day(2) };
  expect(fallenText('folders/data', one, { 'folders/data': amount(12) })).toBe(
    'folders/data has 12 B in 1 file, before 1.2 GB in 811 files',
  );
});
