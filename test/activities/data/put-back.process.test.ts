/** Files put back, interrupted wherever they can be: what is there is never a mixture when it is done. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { kinds } from '../../../src/activities/data';
import { describeInShells } from '../../host/shells';
import { dockerThatRuns, sourceHost, syncsOf, type SourceHost } from './host';

const python = (code: string, ...args: string[]): string | null => {
  const { status, stdout } = spawnSync('python3', ['-c', `import os, sys; ${code}`, ...args], {
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : null;
};
/** False where the file system keeps none, or nobody can set them here. */
const setAttribute = (file: string, name: string, value: string): boolean =>
  python('os.setxattr(sys.argv[1], sys.argv[2], sys.argv[3].encode())', file, name, value) !== null;
const attributeOf = (file: string, name: string): string | null =>
  python('print(os.getxattr(sys.argv[1], sys.argv[2]).decode())', file, name);

const perform = <T>(work: () => Promise<T>): Promise<T> =>
  new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') }).run(work) as Promise<T>;

describeInShells('a folder that is put back', (shell) => {
  let host: SourceHost;
  let file: string;
  const source = { kind: 'folder', path: 'data' } as const;
  const data = () => join(host.app, 'data');
  const keep = () => perform(() => kinds.folder.keep!(host.site, source, file));
  const putBack = () => perform(() => kinds.folder.putBack!(host.site, source, file));
  const tree = (folder = data()): Record<string, string> =>
    Object.fromEntries(
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name))
        .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
    );
  const before = { a: 'one', '.hidden': 'two', 'sub/c': 'three', 'it’s "four"': '4' };
  const after = { a: 'migrated', 'sub/c': 'migrated', 'new/d': 'five', '.new': 'six' };
  const put = (files: Record<string, string>): void => {
    rmSync(data(), { recursive: true, force: true });
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(data(), name, '..'), { recursive: true });
      writeFileSync(join(data(), name), text);
    }
  };

  beforeEach(async () => {
    host = sourceHost(shell);
    dockerThatRuns(host);
    file = join(host.app, 'before/data.tar');
    put(before);
    chmodSync(data(), 0o750);
    await keep();
    put(after);
  });
  afterEach(() => host.remove());

  (shell === 'busybox' ? it.skip : it)(
    'was on the disk, the file before its name, before the migration began',
    async () => {
      rmSync(file);
      const synced = syncsOf(host);
      await keep();
      expect(synced()).toEqual([`${file}.new`, join(host.app, 'before')]);
    },
  );

  it('has the files, names and mode of then, and nothing besides', async () => {
    await putBack();
    expect(tree()).toEqual(before);
    expect(statSync(data()).mode & 0o777).toBe(0o750);
  });

  (shell === 'busybox' ? it.skip : it)('has holes and attributes as they were', async () => {
    const big = join(data(), 'big');
    truncateSync(join(data(), 'a'), 0);
    writeFileSync(big, 'x');
    truncateSync(big, 64 * 1024 * 1024);
    const hasAttributes = setAttribute(big, 'user.roost', 'kept');
    rmSync(file);
    await keep();
    put(after);
    await putBack();
    expect(statSync(big).size).toBe(64 * 1024 * 1024);
    expect(statSync(big).blocks).toBeLessThan(1024);
    expect(statSync(file).size).toBeLessThan(1024 * 1024);
    if (hasAttributes) expect(attributeOf(big, 'user.roost')).toBe('kept');
  });

  it('stays as it is where what was kept is damaged', async () => {
    writeFileSync(file, readFileSync(file).subarray(0, 700));
    await expect(putBack()).rejects.toMatchObject({ code: 'RestoreFailed' });
    const left = Object.entries(tree()).filter(([name]) => !name.startsWith('.roost-back-'));
    expect(Object.fromEntries(left)).toEqual(after);
  });

  it('stays as it is where nothing was there to be kept', async () => {
    rmSync(data(), { recursive: true });
    rmSync(file);
    await keep();
    put(after);
    await putBack();
    expect(tree()).toEqual(after);
  });

  it('is not called back where what was kept is gone', async () => {
    rmSync(file);
    await expect(putBack()).rejects.toMatchObject({ code: 'DumpMissing' });
    expect(tree()).toEqual(after);
  });

  // busybox runs its own `mv` and `rm`, whatever is in PATH.
  (shell === 'busybox' ? it.skip : it)(
    'is whole in the end, wherever it was interrupted, and never without both until then',
    async () => {
      let died = 0;
      for (let at = 1; ; at++) {
        put(after);
        const count = join(host.app, 'count');
        rmSync(count, { force: true });
        // The call with that number does half of its work and dies, and all after it.
        for (const name of ['mv', 'rm', 'chmod', 'tar'])
          host.program(
            name,
            `echo >>'${count.replaceAll("'", `'\\''`)}'
[ "$(wc -l <'${count.replaceAll("'", `'\\''`)}')" -lt ${at} ] || exit 1
exec /usr/bin/${name} "$@"`,
          );
        const failed = await putBack().then(
          () => false,
          () => true,
        );
        if (failed) {
          died++;
          const left = Object.values(tree());
          const isWholeBefore = Object.values(before).every((text) => left.includes(text));
          const isWholeAfter = Object.values(after).every((text) => left.includes(text));
          expect([at, isWholeBefore || isWholeAfter]).toEqual([at, true]);
        }
        for (const name of ['mv', 'rm', 'chmod', 'tar']) host.program(name, `exec /usr/bin/${name} "$@"`);
        // The stand-in's own.
        rmSync(join(host.app, 'volume.rc'), { force: true });
        await putBack();
        expect([at, tree()]).toEqual([at, before]);
        if (!failed) break;
      }
      expect(died).toBeGreaterThan(4);
      expect(existsSync(data())).toBe(true);
    },
  );
});
