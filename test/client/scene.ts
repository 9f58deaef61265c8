/** A host in a temporary folder, with one app, a proxy and a docker that says what it is told. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Fleet } from '../../src/fleet/file';
import { localHost, type LocalHost } from './local-host';
import { fleet } from './support';

export interface Scene {
  root: string;
  host: LocalHost;
  fleet: () => Fleet;
  /** Writes a file below the root. */
  write(path: string, text: string): void;
  link(path: string, target: string): void;
  /** Stands in for a program; the text is a shell script. */
  program(name: string, script: string): void;
  remove(): void;
}

export function scene(): Scene {
  const root = mkdtempSync(join(tmpdir(), 'roost-client-'));
  const bin = join(root, 'bin');
  const at = (path: string): string => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  for (const folder of ['bin', 'flags', 'live', 'app']) mkdirSync(join(root, folder));
  const made: Scene = {
    root,
    host: localHost('hornbill', bin),
    fleet: () => placed(root),
    write: (path, text) => writeFileSync(at(path), text),
    link: (path, target) => symlinkSync(target, at(path)),
    program(name, script) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    },
    remove: () => rmSync(root, { recursive: true }),
  };
  made.program('docker', ':');
  return made;
}

function placed(root: string): Fleet {
  const made = fleet();
  const proxy = {
    container: 'proxy',
    network: 'sgos',
    flags: join(root, 'flags'),
    live: join(root, 'live'),
    url: 'http://127.0.0.1:1',
    probe: '',
  };
  made.hosts.hornbill = { ...made.hosts.hornbill!, proxy };
  made.apps.phone = {
    ...made.apps.phone!,
    directory: join(root, 'app'),
    proxy: { ...made.apps.phone!.proxy, switch: 'flag' },
  };
  return made;
}
