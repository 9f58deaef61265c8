/**
 * What is left on a disk after a power cut: a file system in an image, shut
 * down without a flush. Needs root and loop devices.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireDurable } from '../../src/activities/scope/durable';
import { removePath } from '../../src/host/files';
import { readUptime } from '../../src/host/uptime';
import { syncFiles } from '../../src/lib/files/sync-files';
import { shellScript } from '../../src/lib/shell-script';
import { localHost } from '../client/local-host';

const activities = join(__dirname, '..', '..', 'src', 'activities');
const checkout = shellScript(join(activities, 'release', 'steps'), 'checkout');
const discard = shellScript(join(activities, 'release', 'steps'), 'discard');
const activate = shellScript(join(activities, 'app', 'folder'), 'activate');
const startAgain = shellScript(join(activities, 'app', 'containers'), 'start-again');
const fetchMirror = shellScript(join(activities, 'release', 'facts', 'commit'), 'fetch-mirror');

const sh = (script: string, ...args: string[]): string =>
  execFileSync('sh', ['-euc', script, 'sh', ...args], { encoding: 'utf8', stdio: 'pipe' });
const run = ([program = '', ...args]: string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe' });

/** EXT4_IOC_SHUTDOWN without flushing the journal. */
const shutdown =
  'open my $f, "<", $ARGV[0] or die "$!"; my $how = pack "L", 2; ioctl $f, 0x8004587d, $how or die "$!"';

/** What a command has left in the background may hold it for a moment. */
const detach =
  'left=100; until umount "$1/disk" 2>/dev/null; do left=$((left - 1)); [ $left -gt 0 ]; sleep 0.05; done';

/** Nothing is committed by itself. */
const attach = 'mount -o loop,commit=900 "$1/disk.img" "$1/disk"';

function canCut(): boolean {
  if (process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), 'roost-disk-'));
  try {
    mkdirSync(join(folder, 'disk'));
    sh(
      `truncate -s 16M "$1/disk.img"; mkfs.ext4 -q -F "$1/disk.img"; ${attach}; perl -e '${shutdown}' "$1/disk"; umount "$1/disk"`,
      folder,
    );
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const possible = existsSync('/dev/loop-control') && canCut();

(possible ? describe : describe.skip)('after a power cut', () => {
  let folder: string;
  let disk: string;
  let commits: string[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'roost-disk-'));
    disk = join(folder, 'disk');
    mkdirSync(disk);
    sh(`truncate -s 128M "$1/disk.img"; mkfs.ext4 -q -F "$1/disk.img"; ${attach}`, folder);
    mkdirSync(join(disk, 'releases'));
    mkdirSync(join(disk, '.roost'));
    const repository = join(folder, 'repository');
    sh(
      'git init -q -b main "$1"; git -C "$1" config user.email a@b; git -C "$1" config user.name a',
      repository,
    );
    commits = [1, 2].map((version) => {
      for (const name of ['a', 'b', 'c']) writeFileSync(join(repository, name), `${name} of ${version}\n`);
      sh('git -C "$1" add .; git -C "$1" commit -qm "$2"', repository, String(version));
      return sh('git -C "$1" rev-parse HEAD', repository).trim();
    });
    run(fetchMirror(mirror(), repository));
    take(1);
    sync();
  });
  afterEach(() => {
    sh(detach, folder);
    rmSync(folder, { recursive: true, force: true });
  });

  const mirror = (): string => join(disk, 'mirror.git');
  const tree = (release: number): string => join(disk, 'releases', String(release), 'tree');
  const source = (): string => join(disk, 'src');
  const sync = (): void => void sh('sync -f "$1"', disk);
  const take = (release: number): void => {
    const commit = commits[release - 1]!;
    run(checkout(mirror(), commit, tree(release), `refs/roost/releases/${release}`));
    serve(release);
  };
  const serve = (release: number): void => {
    const folderOf = join(disk, 'releases', String(release));
    run(
      activate(
        source(),
        mirror(),
        commits[release - 1]!,
        'main',
        folder,
        folderOf,
        'override.yml',
        '',
        '',
        'no',
      ),
    );
  };
  const cut = (): void => void sh(`perl -e '${shutdown}' "$1/disk"; ${detach}; ${attach}`, folder);

  test('what nobody has synced is gone', () => {
    writeFileSync(join(disk, 'file'), 'text');
    cut();
    expect(existsSync(join(disk, 'file'))).toBe(false);
  });

  test('what a step has made durable is whole', async () => {
    const host = localHost('hornbill', join(folder, 'bin'));
    const before = await readUptime(host);
    take(2);
    await requireDurable({ host, paths: { roost: join(disk, '.roost') } } as never, before, 'app');
    cut();
    for (const place of [tree(2), source()]) expect(readFileSync(join(place, 'a'), 'utf8')).toBe('a of 2\n');
    expect(sh('git -C "$1" status --porcelain', source())).toBe('');
  });

  test('a release that an undo has removed does not come back', () => {
    take(2);
    sync();
    run(discard(join(disk, 'releases', '2'), mirror(), 'refs/roost/releases/2'));
    cut();
    expect(existsSync(join(disk, 'releases', '2'))).toBe(false);
    expect(sh('git --git-dir "$1" for-each-ref refs/roost/releases/2', mirror())).toBe('');
  });

  test('what was removed does not return', () => {
    const look = join(disk, '.roost', 'looks', '1');
    mkdirSync(look, { recursive: true });
    writeFileSync(join(look, '.env'), 'KEY=secret');
    sync();
    run(removePath(look));
    cut();
    expect(existsSync(look)).toBe(false);
  });

  test('containers that were started again are stopped ones no more', () => {
    const [file, bin] = [join(disk, '.roost', 'stopped'), join(folder, 'bin')];
    mkdirSync(bin);
    writeFileSync(join(bin, 'docker'), '#!/bin/sh\necho /app\n', { mode: 0o755 });
    writeFileSync(file, 'id1 always /app\n');
    sync();
    sh('PATH=$1:$PATH; shift; "$@"', bin, ...startAgain(file, 'id1'));
    cut();
    expect(existsSync(file)).toBe(false);
  });

  test('what was pulled is whole once the control host has synced it', async () => {
    const file = join(disk, 'staged');
    writeFileSync(file, 'pulled');
    await syncFiles(disk);
    cut();
    expect(readFileSync(file, 'utf8')).toBe('pulled');
  });

  test('in mid-step the step can be done again, and the former release comes back', () => {
    take(2);
    // As the record of the release, which is synced: the journal goes with it.
    sh('echo x >"$1/other"; sync "$1/other"', disk);
    cut();
    take(2);
    expect(readFileSync(join(source(), 'a'), 'utf8')).toBe('a of 2\n');
    expect(statSync(join(tree(2), 'c')).size).toBeGreaterThan(0);
    serve(1);
    expect(readFileSync(join(source(), 'b'), 'utf8')).toBe('b of 1\n');
    expect(sh('git -C "$1" fsck 2>&1', source())).not.toMatch(/error|missing|corrupt/);
  });

  test('in mid-fetch the mirror can be fetched again', () => {
    const repository = join(folder, 'repository');
    writeFileSync(join(repository, 'a'), 'a of 3\n');
    sh('git -C "$1" commit -qam 3', repository);
    run(fetchMirror(mirror(), repository));
    sh('echo x >"$1/other"; sync "$1/other"', disk);
    cut();
    run(fetchMirror(mirror(), repository));
    expect(sh('git --git-dir "$1" show main:a', mirror())).toBe('a of 3\n');
  });
});

test('a step whose host restarted before its files were on the disk is done again', async () => {
  const host = {
    name: 'hornbill',
    exec: async () => ({ code: 0, stdout: 'engine=20\nboot=7\n', stderr: '' }),
  };
  const site = { host, paths: { roost: '/srv/app/.roost' } } as never;
  await expect(requireDurable(site, { engine: 20, boot: 7 }, 'app')).resolves.toBeUndefined();
  await expect(requireDurable(site, { engine: 20, boot: 6 }, 'app')).rejects.toMatchObject({
    code: 'HostRestarted',
  });
  await expect(requireDurable(site, { engine: 19, boot: 7 }, 'host')).rejects.toMatchObject({
    code: 'HostRestarted',
  });
});
