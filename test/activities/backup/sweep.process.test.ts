/** What is removed from a host after a week, and what never. */
import { chmodSync, chownSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sweep } from '../../../src/activities/backup/sweep';
import { KEEP_COPIES } from '../../../src/plan/backup/steps';
import type { CopySource } from '../../../src/protocol/data';
import { describeInShells } from '../../host/shells';
import { nobody, sourceHost, type SourceHost } from '../data/host';

const script: CopySource = { kind: 'script', command: './run', output: 'dumps' };
const config: CopySource = { kind: 'config', files: [], proxy: null };

describeInShells('the sweep', (shell) => {
  let host: SourceHost;
  beforeEach(() => {
    host = later(sourceHost(shell));
  });
  afterEach(() => host.remove());

  /** What a test makes has come here just now, by the disk's own clock, which nobody can turn back. */
  function later(one: SourceHost): SourceHost {
    one.program('date', 'echo $(($(/usr/bin/date +%s) + 30 * 86400))');
    return one;
  }

  /** A file, or with a slash at its end a folder with one in it. */
  function put(path: string, days: number): void {
    const whole = join(host.app, path);
    const file = path.endsWith('/') ? join(whole, 'copy') : whole;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'x');
    const at = new Date(Date.now() - days * 86_400_000);
    for (const one of [file, whole]) utimesSync(one, at, at);
  }
  const lying = (folder: string) => readdirSync(join(host.app, folder)).sort();
  const swept = (sources: CopySource[], proven: string | null = null) => {
    const exec = (argv: string[]) => host.site.read(argv);
    const site = { ...host.site, host: { ...host.site.host, exec } };
    return sweep(site, sources, { keep: KEEP_COPIES, proven });
  };

  const copies = () =>
    ['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc'].forEach((name, i) => put(`backup/roost/${name}/`, 5 - i));

  it('leaves one copy, the proven one, and that of the operation that sweeps', async () => {
    copies();
    put('backup/roost/0123456789/', 0);
    expect((await swept([config], 'bbbbbbbbbb')).sort()).toEqual(['aaaaaaaaaa', 'cccccccccc']);
    expect(lying('backup/roost')).toEqual(['0123456789', 'bbbbbbbbbb']);
  });

  it('leaves the newest copy where the repository has none of them', async () => {
    copies();
    expect((await swept([config], 'ffffffffff')).sort()).toEqual(['aaaaaaaaaa', 'bbbbbbbbbb']);
    expect(lying('backup/roost')).toEqual(['cccccccccc']);
  });

  it('leaves the newest of each family of names', async () => {
    put('dumps/full-2026-01-01.dump', 40);
    put('dumps/full-2026-01-20T0300.dump', 20);
    for (const [day, age] of [
      [1, 9],
      [2, 8],
      [3, 6],
      [4, 0],
    ] as const)
      put(`dumps/daily-2026-02-0${day}_03-00-0${day}.dump`, age - 30);
    await swept([script, config]);
    expect(lying('dumps')).toEqual([
      'daily-2026-02-03_03-00-03.dump',
      'daily-2026-02-04_03-00-04.dump',
      'full-2026-01-20T0300.dump',
    ]);
  });

  it('nothing that has come here tonight with the time of what it is a copy of', async () => {
    host.program('date', 'exec /usr/bin/date "$@"');
    put('dumps/uploads-2026-02-02/', 30);
    put('dumps/uploads-2026-02-03/', 0);
    put('dumps/phone-2026-02-02.dump', 0);
    expect(await swept([script, config])).toEqual([]);
    expect(lying('dumps')).toEqual(['phone-2026-02-02.dump', 'uploads-2026-02-02', 'uploads-2026-02-03']);
  });

  it('never the newest, however old', async () => {
    put('backup/roost/aaaaaaaaaa/', 40);
    put('backup/roost/bbbbbbbbbb/', 30);
    put('dumps/2026-01-01.dump', 50);
    put('dumps/2026-01-02.dump', 40);
    await swept([script, config]);
    expect([lying('backup/roost'), lying('dumps')]).toEqual([['bbbbbbbbbb'], ['2026-01-02.dump']]);
  });

  it('of what a script writes only what has a date in its name', async () => {
    const dated = ['phone-2026-01-01.dump', '20251231/', "it's 2025_12_30 ü.tar", '2025.12.29T03.gz'];
    const others = ['phone.dump', 'uploads/', 'key-202513', 'build-12345', 'roost'];
    const newer = ['phone-2026-02-01.dump', '20260201', "it's 2026_02_01 ü.tar", '2026.02.01T04.gz'];
    for (const name of newer) put(`dumps/${name}`, 0);
    for (const name of [...dated, ...others]) put(`dumps/${name}`, 30);
    await swept([script, config]);
    expect(lying('dumps')).toEqual([...others.map((name) => name.replace('/', '')), ...newer].sort());
  });

  it('nothing below roost’s own folder by its date, and nothing else in there by its age', async () => {
    put('backup/roost/2026-01-01-by-hand', 90);
    put('backup/roost/0123456789abc/', 90);
    put('backup/roost/aaaaaaaaaa/', 0);
    await swept([{ ...script, output: 'backup' }, config]);
    expect(lying('backup/roost')).toEqual(['0123456789abc', '2026-01-01-by-hand', 'aaaaaaaaaa']);
  });

  it('leaves data alone', async () => {
    put('data/2020-01-01/', 900);
    put('data/2020-01-02/', 800);
    expect(await swept([{ kind: 'folder', path: 'data' }, config])).toEqual([]);
    expect(lying('data')).toHaveLength(2);
  });

  it('has nothing to do where there is nothing', async () => {
    expect(await swept([script, config])).toEqual([]);
  });

  const testAsRoot = process.getuid?.() === 0 ? it : it.skip;
  testAsRoot('what cannot be removed fails it, and the others go', async () => {
    host.remove();
    host = later(sourceHost(shell, [], nobody));
    for (const [name, days] of [
      ['aaaaaaaaaa', 30],
      ['bbbbbbbbbb', 20],
      ['cccccccccc', 0],
    ] as const)
      put(`backup/roost/${name}/`, days);
    chmodSync(join(host.app, 'backup/roost'), 0o777);
    // Of somebody else, with something in it.
    chownSync(join(host.app, 'backup/roost/bbbbbbbbbb'), nobody.uid, nobody.gid);
    await expect(swept([config])).rejects.toThrow(/aaaaaaaaaa.*ermission denied/);
    expect(lying('backup/roost')).toEqual(['aaaaaaaaaa', 'cccccccccc']);
  });
});
