import { MovedReader } from '../../src/host/pull/moved';

const read = (text: string, cuts = [text.length]): MovedReader => {
  const reader = new MovedReader('/srv/app/data');
  let at = 0;
  for (const cut of [...cuts, text.length]) {
    reader.add(text.slice(at, cut));
    at = cut;
  }
  return reader;
};
const said = `file has vanished: "/srv/app/data/tmp/a b"
rsync: [sender] read errors mapping "/srv/app/data/log": No data available (61)
WARNING: sub/db failed verification -- update put into partial-dir (will try again).
rsync: [sender] read errors mapping "/srv/app/data/log": No data available (61)
ERROR: sub/db failed verification -- update put into partial-dir.
rsync error: some files/attrs were not transferred (see previous errors) (code 23) at main.c(1394) [sender=3.5.0]
`;

describe('what rsync says of files that moved', () => {
  it('is read line by line, however it comes', () => {
    for (const cuts of [[], [10], [45, 46, 120]]) {
      const reader = read(said, cuts);
      expect([...reader.moved.values()]).toEqual([
        { path: 'tmp/a b', what: 'vanished' },
        { path: 'log', what: 'cut' },
        { path: 'sub/db', what: 'changed' },
      ]);
      expect(reader.isAll).toBe(true);
    }
  });

  it.each([
    'rsync: [sender] send_files failed to open "/srv/app/data/key": Permission denied (13)',
    'rsync: [sender] change_dir "/srv/app/data" failed: No such file or directory (2)',
    'rsync: [sender] read errors mapping "/srv/app/data/x": Input/output error (5)',
    'rsync: [receiver] write failed on "/b/x": No space left on device (28)',
    'anything else',
  ])('hides nothing else: %s', (line) => {
    expect(read(`${said}${line}`).isAll).toBe(false);
  });

  it('is no folder that is gone altogether', () => {
    expect(read('file has vanished: "/srv/app/data"\n').isAll).toBe(false);
  });
});
