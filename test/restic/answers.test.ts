import {
  readBackupLine,
  readForget,
  readInit,
  readRetagged,
  readSize,
  readSnapshots,
} from '../../src/restic/answers';

describe('snapshots', () => {
  it('are read oldest first, with what newer versions tell of them', () => {
    const text = JSON.stringify([
      {
        id: 'b',
        time: '2026-02-01T03:00:00+01:00',
        hostname: 'toucan',
        tags: ['app=phone'],
        paths: ['/s/phone'],
        summary: { total_bytes_processed: 7, total_files_processed: 2 },
      },
      { id: 'a', time: '2026-01-01T03:00:00Z', hostname: 'toucan', paths: ['/s'] },
    ]);
    expect(readSnapshots(text)).toEqual([
      { id: 'a', time: '2026-01-01T03:00:00Z', host: 'toucan', tags: [], paths: ['/s'] },
      {
        id: 'b',
        time: '2026-02-01T03:00:00+01:00',
        host: 'toucan',
        tags: ['app=phone'],
        paths: ['/s/phone'],
        bytes: 7,
        files: 2,
        added: 0,
      },
    ]);
  });
  it.each(['[]', 'null'])('may be none: %s', (text) => expect(readSnapshots(text)).toEqual([]));
  it.each(['', 'Fatal: no', '{}', '[{"id":1}]'])('%j is no answer', (text) =>
    expect(() => readSnapshots(text)).toThrow(expect.objectContaining({ code: 'ResticFailed' })),
  );
});

it.each([
  [
    '{"message_type":"status","percent_done":0.5,"total_bytes":10,"bytes_done":5,"files_done":1}',
    { progress: { bytes: 5, totalBytes: 10, files: 1 } },
  ],
  // Fields at their default are left out.
  ['{"message_type":"status","percent_done":0}', { progress: { bytes: 0, totalBytes: 0, files: 0 } }],
  [
    '{"message_type":"summary","snapshot_id":"abc","total_bytes_processed":10,"total_files_processed":3,"data_added":4,"total_duration":1.5}',
    { summary: { snapshot: 'abc', bytes: 10, files: 3, added: 4, seconds: 1.5 } },
  ],
  ['{"message_type":"verbose_status","action":"new"}', null],
  ['created restic repository', null],
  ['', null],
])('a line of backup: %s', (line, wanted) => expect(readBackupLine(line)).toEqual(wanted));

it('forget counts over its groups, and may answer nothing', () => {
  expect(readForget('[{"keep":[{},{}],"remove":[{}]},{"keep":[{}],"remove":null}]')).toEqual({
    kept: 3,
    removed: 1,
  });
  expect(readForget('')).toEqual({ kept: 0, removed: 0 });
});

it('size and id', () => {
  expect(readSize('{"total_size":12,"snapshots_count":1}')).toBe(12);
  expect(readInit('{"message_type":"initialized","id":"f00","repository":"/r"}')).toBe('f00');
  expect(() => readSize('{}')).toThrow(expect.objectContaining({ code: 'ResticFailed' }));
});

it('the id of a snapshot whose tags were changed', () => {
  const lines = [
    'create exclusive lock for repository',
    '{"message_type":"changed","old_snapshot_id":"a","new_snapshot_id":"b"}',
    '{"message_type":"summary"}',
  ];
  expect(readRetagged(`${lines.join('\n')}\n`)).toBe('b');
  expect(() => readRetagged('{"message_type":"summary","changed_snapshots":0}\n')).toThrow(
    expect.objectContaining({ code: 'ResticFailed' }),
  );
});
