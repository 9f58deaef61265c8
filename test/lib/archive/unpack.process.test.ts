/** Archives of the programs that make them, and hostile ones. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ArchiveError, unpack } from '../../../src/lib/archive';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roost-archive-'));
  for (const folder of ['made/deep/er', 'out']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'made/one'), 'x'.repeat(100_000), { mode: 0o640 });
  writeFileSync(join(root, "made/deep/it's ü"), 'two');
  writeFileSync(join(root, `made/deep/${'l'.repeat(200)}`), 'long');
  writeFileSync(join(root, 'made/empty'), '');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const limits = { bytes: 1_000_000, entries: 100 };
const open = (name: string, more = {}) => unpack(join(root, name), join(root, 'out'), { ...limits, ...more });
const run = (program: string, ...args: string[]) => execFileSync(program, args, { cwd: root });
const python = (text: string) => run('python3', '-c', text);
const names = (): string[] => readdirSync(join(root, 'out'), { recursive: true }).map(String).sort();
const refused = (text: string) => expect.objectContaining({ message: expect.stringContaining(text) });

it.each([
  ['a.tar', 'tar', '-cf', 'a.tar', '-C', 'made', '.'],
  ['a.tar.gz', 'tar', '-czf', 'a.tar.gz', '-C', 'made', '.'],
  ['pax.tar', 'tar', '--format=pax', '-cf', 'pax.tar', '-C', 'made', '.'],
  ['ustar.tgz', 'tar', '--format=gnu', '-czf', 'ustar.tgz', '-C', 'made', '.'],
  ['py.zip', 'python3', '-c', "import shutil; shutil.make_archive('py', 'zip', 'made')"],
])('%s comes back as it was', async (name, program, ...args) => {
  run(program, ...args);
  await open(name);
  expect(names()).toEqual(readdirSync(join(root, 'made'), { recursive: true }).map(String).sort());
  expect(readFileSync(join(root, 'out/one'), 'utf8')).toBe('x'.repeat(100_000));
  expect(readFileSync(join(root, "out/deep/it's ü"), 'utf8')).toBe('two');
  expect(statSync(join(root, 'out/one')).mode & 0o777).toBe(0o640);
});

it('has links as they were, where they lead into their folder', async () => {
  symlinkSync("it's ü", join(root, 'made/deep/link'));
  symlinkSync('../one', join(root, 'made/deep/up'));
  run('ln', 'made/one', 'made/hard');
  run('tar', '-cf', 'a.tar', '-C', 'made', '.');
  await open('a.tar');
  expect(readlinkSync(join(root, 'out/deep/up'))).toBe('../one');
  expect(readFileSync(join(root, 'out/deep/link'), 'utf8')).toBe('two');
  expect(readFileSync(join(root, 'out/hard'), 'utf8')).toHaveLength(100_000);
});

const member = (more: string, data = 'b"bad"'): string =>
  `import tarfile, io
t = tarfile.open('bad.tar', 'w')
def add(name, data=${data}, **more):
    i = tarfile.TarInfo(name); i.size = len(data)
    for k, v in more.items(): setattr(i, k, v)
    t.addfile(i, io.BytesIO(data))
${more}
t.close()`;
const link = 'type=tarfile.SYMTYPE, linkname';

it.each([
  ['an absolute path', 'add("/tmp/roost-bad")', 'leads out of its folder'],
  ['a way up', 'add("../bad")', 'leads out of its folder'],
  ['a way up in the middle', 'add("a/../../bad")', 'leads out of its folder'],
  ['an absolute link', `add("a", b"", ${link}="/etc")`, 'a link that leads out'],
  ['a link up', `add("a/b", b"", ${link}="../../x")`, 'a link that leads out'],
  [
    'links that lead up by way of one another',
    `add("s/d", b"", ${link}=".."); add("e", b"", ${link}="s/d/..")`,
    'a link that leads out',
  ],
  [
    'a file by way of a link',
    `add("a", b"", ${link}="b"); add("b/x"); add("a/y")`,
    'a link, and a folder too',
  ],
  [
    'a link by way of a link',
    `add("a", b"", ${link}="b"); add("a/y", b"", ${link}="c")`,
    'a link, and a folder too',
  ],
  [
    'a hard link outside',
    'add("a", b"", type=tarfile.LNKTYPE, linkname="/etc/passwd")',
    'leads out of its folder',
  ],
  ['a hard link to nothing', 'add("a", b"", type=tarfile.LNKTYPE, linkname="b")', 'no file in it'],
  ['a device', 'add("a", b"", type=tarfile.CHRTYPE)', 'no file, folder or link'],
  ['a pipe', 'add("a", b"", type=tarfile.FIFOTYPE)', 'no file, folder or link'],
  ['a file that is a folder', 'add("a/b"); add("a")', 'a file and a folder of one name'],
])('%s is refused, and nothing lies outside', async (_, more, text) => {
  python(member(more));
  await expect(open('bad.tar')).rejects.toThrow(ArchiveError);
  rmSync(join(root, 'out'), { recursive: true });
  mkdirSync(join(root, 'out'));
  await expect(open('bad.tar')).rejects.toEqual(refused(text));
  expect(readdirSync(root).sort()).toEqual(['bad.tar', 'made', 'out']);
  expect(existsSync('/tmp/roost-bad')).toBe(false);
});

it('a bomb is ended at the limit, of bytes and of files', async () => {
  writeFileSync(join(root, 'big'), Buffer.alloc(20_000_000));
  run('tar', '-czf', 'bomb.tgz', 'big');
  expect(statSync(join(root, 'bomb.tgz')).size).toBeLessThan(100_000);
  await expect(open('bomb.tgz')).rejects.toEqual(refused('more than 1000000 bytes'));
  python(
    "import zipfile; z = zipfile.ZipFile('bomb.zip', 'w', zipfile.ZIP_DEFLATED); z.write('big'); z.close()",
  );
  await expect(open('bomb.zip')).rejects.toEqual(refused('more than 1000000 bytes'));
  python(
    "import zipfile; z = zipfile.ZipFile('many.zip', 'w'); [z.writestr(str(i), '') for i in range(200)]; z.close()",
  );
  await expect(open('many.zip')).rejects.toEqual(refused('more than 100 files'));
});

it('what is cut, damaged or of another kind is refused', async () => {
  run('tar', '-czf', 'a.tgz', '-C', 'made', '.');
  const whole = readFileSync(join(root, 'a.tgz'));
  writeFileSync(join(root, 'cut.tgz'), whole.subarray(0, whole.length - 20));
  writeFileSync(join(root, 'text'), 'no archive at all '.repeat(100));
  writeFileSync(join(root, 'text.gz'), gzipSync('no archive at all '.repeat(100)));
  writeFileSync(join(root, 'x.xz'), Buffer.from('fd377a585a00', 'hex'));
  python("import zipfile; z = zipfile.ZipFile('up.zip', 'w'); z.writestr('../bad', 'x'); z.close()");
  await expect(open('cut.tgz')).rejects.toThrow(ArchiveError);
  await expect(open('text')).rejects.toEqual(refused('no tar'));
  await expect(open('text.gz')).rejects.toEqual(refused('no tar'));
  await expect(open('x.xz')).rejects.toEqual(refused('tar, tar.gz and zip'));
  await expect(open('up.zip')).rejects.toEqual(refused('leads out of its folder'));
});
