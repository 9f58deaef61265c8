/** Kinds whose data are files: folder, volume, script and configuration. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { dockerThatRuns, runHere, type SourceHost } from '../host';
import { filesIn, inApp, putFiles, type Fixture } from './fixture';

const clear = (folder: string): void => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
};

function filesOfArchive(archive: string): Record<string, string> {
  const folder = `${archive}.files`;
  mkdirSync(folder);
  execFileSync('/usr/bin/tar', ['-C', folder, '-xf', archive]);
  return filesIn(folder);
}

export const folder: Fixture<'folder'> = {
  docker: dockerThatRuns,
  unprivileged: true,
  source: () => ({ kind: 'folder', path: `up "loads"\nof it's` }),
  put: (host, bytes) => putFiles(inApp(host, `up "loads"\nof it's`), bytes),
  live: (host) => filesIn(inApp(host, `up "loads"\nof it's`)),
  staged: filesIn,
  facts: () => ({}),
  empty: (host) => clear(inApp(host, `up "loads"\nof it's`)),
  remove: (host) => rmSync(inApp(host, `up "loads"\nof it's`), { recursive: true }),
  missing: 'SourceMissing',
  damage: (host) => writeFileSync(inApp(host, `up "loads"\nof it's/secret`), 'x', { mode: 0o600 }),
  damaged: 'CopyUnreadable',
};

/** A Docker that has this one volume; `cut`: bytes of its archive that arrive. */
function docker(host: SourceHost, cut = '+0'): void {
  const pipe = cut === '+0' ? 'cat' : `{ head -c ${cut}; cat >/dev/null; }`;
  host.program(
    'docker',
    `case $1:$2 in
volume:ls) [ ! -d "${host.app}/volume" ] || echo src_media ;;
run:*) ${runHere(`${host.app}/volume`, pipe)} ;;
esac`,
  );
}

export const volume: Fixture<'volume'> = {
  source: () => ({ kind: 'volume', name: 'media' }),
  put(host, bytes) {
    docker(host);
    putFiles(inApp(host, 'volume'), bytes);
  },
  live: (host) => filesIn(inApp(host, 'volume')),
  staged: filesOfArchive,
  facts: () => ({}),
  empty: (host) => clear(inApp(host, 'volume')),
  remove: (host) => rmSync(inApp(host, 'volume'), { recursive: true }),
  missing: 'SourceMissing',
  damage: (host) => docker(host, '2048'),
  damaged: 'CopyDamaged',
};

const run = (host: SourceHost, text: string): void =>
  writeFileSync(inApp(host, 'src/run'), `#!/bin/sh\n${text}\n`, { mode: 0o755 });

export const script: Fixture<'script'> = {
  source: () => ({ kind: 'script', command: './run', output: 'backup' }),
  put(host, bytes) {
    putFiles(inApp(host, 'made'), bytes);
    run(host, 'mkdir -p ../backup; cp -- ../made/* ../backup/');
  },
  live: (host) => filesIn(inApp(host, 'made')),
  staged: filesIn,
  facts: (host) => ({ wrote: Number(readFileSync(inApp(host, '.roost/wrote'), 'utf8')) }),
  empty: (host) => run(host, 'true'),
  remove: (host) => rmSync(inApp(host, 'src/run')),
  missing: 'ScriptFailed',
  damage(host) {
    writeFileSync(inApp(host, 'half.gz'), gzipSync('rows '.repeat(9_000)).subarray(0, 60));
    run(host, 'cp ../half.gz ../backup/');
  },
  damaged: 'CopyDamaged',
};

const FILE = `it's "a"\nfile.yaml`;

export const config: Fixture<'config'> = {
  source: (host) => ({ kind: 'config', files: [`src/${FILE}`], proxy: inApp(host, 'conf.d') }),
  put(host, bytes) {
    writeFileSync(inApp(host, `src/${FILE}`), 'services: {}\n');
    putFiles(inApp(host, 'conf.d'), bytes);
  },
  live: (host) => [readFileSync(inApp(host, `src/${FILE}`), 'utf8'), filesIn(inApp(host, 'conf.d'))],
  staged: (path) => [
    readFileSync(join(path, 'src', FILE), 'utf8'),
    filesOfArchive(join(path, 'proxy.tar')),
    ...readdirSync(path).filter((name) => name.endsWith('.new')),
  ],
  empty: (host) => rmSync(inApp(host, `src/${FILE}`)),
  remove: (host) => rmSync(inApp(host, 'conf.d'), { recursive: true }),
  missing: 'SourceMissing',
  damage: (host) => host.program('tar', '/usr/bin/tar "$@"; head -c 700 "$4" >"$4.cut"; mv "$4.cut" "$4"'),
  damaged: 'CopyDamaged',
};
