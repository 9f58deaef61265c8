import { parseRecords } from '../../../../src/activities/app/folder/records';
import { parseBatch } from '../../../../src/host/parse/git-batch';

describe('release records', () => {
  const stored = JSON.stringify({
    release: 2,
    commit: 'abc',
    version: '1.0.0',
    committedAt: '2026-01-01T00:00:00Z',
    images: { app: { ref: 'r', id: 'i' } },
  });

  it('are read in the order of their numbers, the current one marked', () => {
    const records = parseRecords(`10 - ${stored}\n2 3825 ${stored}\n`, 2, 'src');
    expect(records.map((r) => [r.release, r.dumpBytes, r.current])).toEqual([
      [2, 3825, true],
      [10, null, false],
    ]);
  });

  it.each(['3 - ', '3 - {"commit":', '3 - nonsense'])(
    'count as never committed when they are broken: %j',
    (line) => {
      expect(parseRecords(`${line}\n`, 2, 'src')).toMatchObject([
        { release: 3, commit: null, committedAt: null, current: false, project: 'src' },
      ]);
    },
  );

  it('say whose data are not known to be right: not of the current one, nor of one without a dump', () => {
    const lines = ['2 10 at-risk', '3 10 at-risk', '4 - at-risk', '5 10'].map(
      (line) => `${line} ${stored}\n`,
    );
    const records = parseRecords(lines.join(''), 3, 'src');
    expect(records.map((r) => [r.dataAtRisk, r.commit])).toEqual([
      [true, 'abc'],
      [undefined, 'abc'],
      [undefined, 'abc'],
      [undefined, 'abc'],
    ]);
  });

  it('are none where there are none', () => {
    expect(parseRecords('', null, 'src')).toEqual([]);
  });
});

describe('answers of git cat-file', () => {
  it('are cut by their sizes, newlines and all', () => {
    const text = 'blob 4\na\nb\n\nHEAD:none missing\nblob 0\n\ntree 3\nxyz\n';
    expect(parseBatch(Buffer.from(text), 4).map((b) => b?.toString() ?? null)).toEqual([
      'a\nb\n',
      null,
      '',
      null,
    ]);
  });

  it('refuse an answer that ends in the middle', () => {
    expect(() => parseBatch(Buffer.from('blob 4\nab'), 2)).toThrow(/in the middle/);
  });
});
