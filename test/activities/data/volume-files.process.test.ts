/** A volume whose files are pulled and sent one by one, by a stand-in for Docker. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inPlace, stagedAs } from '../../../src/activities/data';
import { factsFile, parseFacts } from '../../../src/activities/data/facts';
import { dropLoadedItem, isFormer, receives } from '../../../src/activities/data/restore';
import { volumePlaces } from '../../../src/activities/data/volume/places';
import type { CopySource } from '../../../src/protocol/data';
import type { RestoreItem } from '../../../src/protocol/steps/restore';
import { describeInShells } from '../../host/shells';
import { isRoot } from '../../host/sshd';
import { nobody, sourceHost, type SourceHost } from './host';
import { coded, load, OPERATION, swap } from './restoring';

let host: SourceHost;
/** Docker's folder of volumes. */
let base: string;
afterEach(() => host.remove());

const volumeAt = (name: string): string => join(base, name, '_data');
function put(name: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(volumeAt(name), path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
  }
}

/** `about`: driver and number of options. `runs`: whether it runs containers. */
function docker(about = 'local 0', runs = true): void {
  base = join(host.app, 'docker/volumes');
  mkdirSync(base, { recursive: true });
  chmodSync(join(host.app, 'docker'), 0o755);
  host.program(
    'docker',
    `base="${base}"
for last; do :; done
case $1:$2 in
volume:ls) case " $* " in *label=*) ;; *) ls "$base" ;; esac ;;
volume:inspect)
  [ -d "$base/$last" ] || exit 1
  case $4 in
    *driver*) printf 'driver local\\nlabels {"a":"b"}\\n' ;;
    *Mountpoint*) echo "$base/$last/_data" ;;
    *Driver*) echo '${about}' ;;
  esac ;;
volume:create) mkdir -p "$base/$last/_data" ;;
volume:rm) rm -rf "$base/$last" ;;
ps:*) ;;
run:*)
  ${runs ? '' : 'exit 125'}
  at=
  while [ "$1" != roost/nothing:1 ]; do
    case $1 in type=volume,source=*) at=\${1#*source=} at=$base/\${at%%,*}/_data ;; esac
    shift
  done
  shift
  n=$#
  while [ $n -gt 0 ]; do case $1 in /roost-volume) set -- "$@" "$at" ;; *) set -- "$@" "$1" ;; esac; shift; n=$((n - 1)); done
  exec "$@" ;;
esac`,
  );
}

describeInShells('the folder of a volume', (shell) => {
  const places = (): Promise<Record<string, string>> =>
    volumePlaces(
      {
        ...host.site,
        app: { ...host.site.app, data: { volumes: ['media', 'gone'] } },
        host: { exec: host.site.read },
      } as never,
      'src',
      { media: 'src_media' },
      tmpdir(),
      {},
    );

  it('is known of a volume that is one of Docker alone', async () => {
    host = sourceHost(shell);
    docker();
    put('src_media', { a: '1' });
    expect(await places()).toEqual({ media: volumeAt('src_media') });
  });

  it.each(['local 3', 'rclone 0'])('is not known of a volume with driver and options %s', async (about) => {
    host = sourceHost(shell);
    docker(about);
    put('src_media', { a: '1' });
    expect(await places()).toEqual({});
  });

  it('is not known where Docker has it in another machine', async () => {
    host = sourceHost(shell);
    docker();
    put('src_media', { a: '1' });
    rmSync(volumeAt('src_media'), { recursive: true });
    expect(await places()).toEqual({});
  });

  (isRoot ? it : it.skip)('is not known where the SSH user has no container that looks into it', async () => {
    host = sourceHost(shell, [], nobody);
    docker('local 0', false);
    put('src_media', { a: '1' });
    expect(await places()).toEqual({});
  });
});

describeInShells('the copy of a volume of files', (shell) => {
  const source = (): CopySource => ({
    kind: 'volume',
    name: 'media',
    docker: 'src_media',
    at: volumeAt('src_media'),
  });
  beforeEach(() => {
    host = sourceHost(shell, ['sqlite3']);
    docker();
    put('src_media', { 'deep/one': 'x'.repeat(1_000), two: 'y' });
  });
  const factsOf = (one: CopySource) =>
    parseFacts(readFileSync(join(host.copies, factsFile(stagedAs(one))), 'utf8'));

  it('is pulled from where it lies, and nothing is made on the host', async () => {
    expect(await host.copy(source())).toBe('2 files, 1001 bytes');
    expect(inPlace({ directory: host.app }, [source()])).toEqual([
      { from: volumeAt('src_media'), to: 'volumes/media', when: 'always' },
    ]);
    expect(existsSync(join(host.copies, 'volumes'))).toBe(false);
  });

  it('notes for the manifest what the volume is, however often', async () => {
    for (let i = 0; i < 2; i++) await host.copy(source());
    expect(factsOf(source()).volume).toEqual({
      name: 'src_media',
      driver: 'local',
      options: [],
      labels: { a: 'b' },
    });
  });

  it('copies a SQLite database in it by its own means', async () => {
    execFileSync('sqlite3', [
      join(volumeAt('src_media'), 'app.db'),
      'create table a (b); insert into a values (1)',
    ]);
    expect(await host.copy(source())).toContain('1 SQLite database among them');
    const { inside, volume } = factsOf(source());
    expect(inside.map(({ path }) => path.toString())).toEqual(['app.db']);
    expect(volume?.name).toBe('src_media');
  });

  it('may not be empty where it had something', async () => {
    await host.had({ 'volumes/media': 9 });
    rmSync(volumeAt('src_media'), { recursive: true });
    mkdirSync(volumeAt('src_media'));
    await expect(host.copy(source())).rejects.toThrow(
      coded('CopyEmpty', 'the last backup has 9 bytes') as never,
    );
  });
});

describeInShells('a volume of files', (shell) => {
  const item: RestoreItem = {
    kind: 'volume',
    name: 'media',
    volume: 'src_media',
    from: 'volumes/media',
    files: 2,
    bytes: 6,
    tree: true,
    owners: true,
  };
  const beside = `roost-${OPERATION}-src_media`;
  const content = (volume: string, what = '_data'): string[] => readdirSync(join(base, volume, what)).sort();
  /** As a push does, by the container that `receives` names. */
  async function send(one: RestoreItem, files: Record<string, string>, ahead?: string): Promise<void> {
    const { prepare, mount, to } = receives(host.site, one, OPERATION, ahead)!;
    await host.site.change(prepare);
    expect([mount, to]).toEqual([{ volume: beside, rw: true }, '/roost-volume']);
    put(beside, files);
  }
  beforeEach(() => {
    host = sourceHost(shell);
    docker();
    put('src_media', { new: 'new' });
  });

  it('is filled beside the live one; their contents change places, and back', async () => {
    await send(item, { 'deep/old': 'old', b: 'two' });
    expect(await load(host, item)).toBe('2 files, 6 bytes');
    expect(content('src_media')).toEqual(['new']);
    for (let i = 0; i < 2; i++) await swap(host, item, 'in');
    expect(content('src_media')).toEqual(['b', 'deep']);
    expect(content(beside, '_kept')).toEqual(['new']);
    for (let i = 0; i < 2; i++) await swap(host, item, 'back');
    expect(content('src_media')).toEqual(['new']);
    expect(await isFormer(host.site, item, OPERATION)).toBe(true);
    await dropLoadedItem(host.site, item, OPERATION);
    expect(readdirSync(base)).toEqual(['src_media']);
  });

  it('is refused where not all has arrived', async () => {
    await send(item, { b: 'two' });
    await expect(load(host, item)).rejects.toEqual(coded('CopyDamaged', 'the snapshot has 2 6'));
  });

  it('is made where it is gone', async () => {
    rmSync(join(base, 'src_media'), { recursive: true });
    await send(item, { 'deep/old': 'old', b: 'two' });
    await load(host, item);
    await swap(host, item, 'in');
    expect(content('src_media')).toEqual(['b', 'deep']);
  });

  it('takes what was sent ahead', async () => {
    put('roost-fedcba9876-src_media', { 'deep/old': 'old' });
    await send(item, { b: 'two' }, 'fedcba9876');
    expect(await load(host, item)).toBe('2 files, 6 bytes');
    expect(existsSync(join(base, 'roost-fedcba9876-src_media'))).toBe(false);
  });

  (isRoot ? it : it.skip)('is given to the owner of the live one where the snapshot names none', async () => {
    execFileSync('chown', ['1234:1235', volumeAt('src_media')]);
    const unknown = { ...item, owners: undefined };
    await send(unknown, { 'deep/old': 'old', b: 'two' });
    expect(await load(host, unknown)).toBe('2 files, 6 bytes, owner 1234:1235 as the live one');
    expect(statSync(join(volumeAt(beside), 'deep/old')).uid).toBe(1234);
  });

  it('is refused where no container can fill it, and says so', async () => {
    docker('local 0', false);
    const { prepare } = receives(host.site, item, OPERATION)!;
    await expect(host.site.change(prepare)).rejects.toThrow('cannot run a container');
  });
});
