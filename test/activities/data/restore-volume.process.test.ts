/**
 * The content of a volume comes back, by a stand-in for Docker: what
 * Docker itself does is the lab's business.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dropLoadedItem, isFormer, sentTo, swapItem } from '../../../src/activities/data/restore';
import type { RestoreItem } from '../../../src/protocol/steps/restore';
import { describeInShells } from '../../host/shells';
import { sourceHost, type SourceHost } from './host';
import { coded, load, OPERATION, swap } from './restoring';

const item: RestoreItem = {
  kind: 'volume',
  name: 'uploads',
  volume: 'src_uploads',
  from: 'copies/volumes/uploads.tar',
  files: 1,
  bytes: 1,
};
const beside = `roost-${OPERATION}-src_uploads`;

describeInShells('a volume', (shell) => {
  let host: SourceHost;
  let base: string;
  const content = (volume: string, what = '_data'): string[] => readdirSync(join(base, volume, what)).sort();
  /** `users`: containers that use it. */
  const docker = (users = ''): void =>
    host.program(
      'docker',
      `base="${base}"
for last; do :; done
case $1:$2 in
volume:inspect)
  [ -d "$base/$last" ] || exit 1
  case $4 in *Mountpoint*) echo "$base/$last/_data" ;; *Driver*) echo 'local 0' ;; esac ;;
volume:create) mkdir -p "$base/$last/_data" ;;
volume:rm) rm -rf "$base/$last" ;;
images:*) echo image ;;
image:*) ;;
ps:-q) printf '%s' "${users}" ;;
create:*) while [ "$1" != --volume ]; do shift; done; echo "\${2%%:*}" >"$base/../used" ;;
cp:-) tar -xf - -C "$base/$(cat "$base/../used")/_data" ;;
cp:*) tar -cf - -C "$base/$(cat "$base/../used")/_data" . ;;
run:*) while [ "$1" != roost/nothing:1 ]; do shift; done; shift; exec "$@" ;;
esac`,
    );
  beforeEach(() => {
    host = sourceHost(shell);
    base = join(host.app, 'docker/volumes');
    docker();
    mkdirSync(join(base, 'src_uploads/_data'), { recursive: true });
    writeFileSync(join(base, 'src_uploads/_data/new'), 'new');
    const old = join(host.app, 'old');
    mkdirSync(join(old, 'deep'), { recursive: true });
    writeFileSync(join(old, "deep/it's"), 'old');
    const archive = sentTo(host.site, item, OPERATION, 'live');
    mkdirSync(dirname(archive), { recursive: true });
    execFileSync('/usr/bin/tar', ['-cf', archive, '-C', old, '.']);
  });
  afterEach(() => host.remove());

  it('is not loaded again once it was swapped: what is kept stays', async () => {
    await load(host, item);
    await swap(host, item, 'in');
    await expect(load(host, item)).rejects.toEqual(coded('LoadFailed', 'was swapped already'));
    expect(content(beside, '_kept')).toEqual(['new']);
    await swap(host, item, 'back');
    expect(content('src_uploads')).toEqual(['new']);
  });

  it('is filled beside the live one; their contents change places, and back, as often as it is done', async () => {
    expect(await load(host, item)).toBe('1 files, 3 bytes');
    expect(content('src_uploads')).toEqual(['new']);
    for (let i = 0; i < 2; i++) await swap(host, item, 'in');
    expect(readFileSync(join(base, "src_uploads/_data/deep/it's"), 'utf8')).toBe('old');
    expect(content(beside, '_kept')).toEqual(['new']);
    expect(await isFormer(host.site, item, OPERATION)).toBe(false);
    // What is kept is no loaded data: it stays.
    await dropLoadedItem(host.site, item, OPERATION);
    expect(content(beside, '_kept')).toEqual(['new']);
    for (let i = 0; i < 2; i++) await swap(host, item, 'back');
    expect(content('src_uploads')).toEqual(['new']);
    expect(await isFormer(host.site, item, OPERATION)).toBe(true);
    await dropLoadedItem(host.site, item, OPERATION);
    expect(readdirSync(base)).toEqual(['src_uploads']);
  });

  it('is gone on with where a swap was cut off', async () => {
    await load(host, item);
    execFileSync('mv', [join(base, 'src_uploads/_data'), join(base, beside, '_kept')]);
    await swap(host, item, 'in');
    expect(content('src_uploads')).toEqual(['deep']);
    execFileSync('mv', [join(base, 'src_uploads/_data'), join(base, beside, '_data')]);
    await swap(host, item, 'back');
    expect(content('src_uploads')).toEqual(['new']);
  });

  it('is made where it is gone, and its former content is removed for good later', async () => {
    rmSync(join(base, 'src_uploads'), { recursive: true });
    await load(host, item);
    await swap(host, item, 'in');
    expect(content('src_uploads')).toEqual(['deep']);
    await swapItem(host.site, item, OPERATION, 'drop-kept');
    expect(existsSync(join(base, beside))).toBe(false);
    expect(content('src_uploads')).toEqual(['deep']);
  });

  it('is not swapped while a container uses it', async () => {
    await load(host, item);
    docker('abc');
    await expect(swap(host, item, 'in')).rejects.toEqual(coded('SwapFailed', 'in use by abc'));
    expect(content('src_uploads')).toEqual(['new']);
  });

  it('is refused where the archive is cut', async () => {
    const archive = sentTo(host.site, item, OPERATION, 'live');
    writeFileSync(archive, readFileSync(archive).subarray(0, 700));
    await expect(load(host, item)).rejects.toEqual(coded('CopyDamaged'));
  });
});
