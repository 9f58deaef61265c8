import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docker, dockerArgv, tryDocker, type Log } from './engine';
import { run } from './run';

const published = 'debian:trixie-slim';
const image = 'roost-lab/debian:trixie';

/** What the slim image leaves out too, kept out of later installs as well. */
const dpkgExcludes = ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/locale/*', '/usr/share/info/*'];

/** The Debian image under everything: pulled, or where no registry answers made with debootstrap. */
export async function debianImage(log: Log): Promise<string> {
  if ((await tryDocker(['image', 'inspect', image])).code === 0) return image;
  const pulled = await tryDocker(['pull', '-q', published], { timeout: 60_000 });
  if (pulled.code === 0) {
    await docker(['tag', published, image]);
    return image;
  }
  log(`no registry has ${published}: making it with debootstrap (about a minute, once)`);
  const folder = await mkdtemp(join(tmpdir(), 'roost-debian-'));
  try {
    await run(['debootstrap', '--variant=minbase', 'trixie', folder]);
    const excludes = dpkgExcludes.map((path) => `path-exclude ${path}`).join('\n');
    await run(['tee', join(folder, 'etc/dpkg/dpkg.cfg.d/slim')], { input: `${excludes}\n` });
    const left = [
      'var/cache/apt',
      'var/lib/apt/lists',
      'var/log',
      'usr/share/doc',
      'usr/share/man',
      'usr/share/locale',
    ];
    const importer = (await dockerArgv(['import', '-', image])).join(' ');
    const skip = left.map((path) => `--exclude='./${path}/*'`).join(' ');
    await run(['sh', '-c', `tar -C '${folder}' ${skip} -c . | ${importer}`]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return image;
}
