/** Files that an image built by hand has, and one that is built from a commit has not. */
import { posix } from 'node:path';
import { anyCode } from '../../../host/exit-code';
import { plainText } from '../../../lib/plain-text';
import { shellScript } from '../../../lib/shell-script';
import { list, section, text, type Loose } from '../../../lib/unchecked';
import { ROOST_FILE } from '../../app/compose/compose';
import type { Site } from '../../app/site';

const program = shellScript(__dirname, 'not-in-images');

/**
 * Relative to the source. Decrypted secrets are in the contexts; a folder that is mounted is there anyway.
 */
export async function notInImages(
  { app, host, source }: Pick<Site, 'app' | 'host' | 'source'>,
  model: Loose,
): Promise<string[]> {
  const services = Object.values(section(model.services)).map(section);
  const contexts = services.flatMap(({ build }) => {
    const path = text(section(build).context) ?? '';
    return `${path}/`.startsWith(`${source}/`) ? [path] : [];
  });
  if (contexts.length === 0) return [];
  const { stdout } = await host.exec(program(source, ...new Set(contexts)), { ok: anyCode });
  const mounted = services.flatMap(({ volumes }) =>
    list(volumes).flatMap((volume) => text(section(volume).source) ?? []),
  );
  const known = [
    ...mounted,
    ...app.secrets.map(({ target }) => posix.join(app.directory, target)),
    posix.join(source, ROOST_FILE),
    posix.join(app.directory, '.roost'),
  ];
  const isKnown = (path: string): boolean =>
    known.some((one) => one === path || one.startsWith(`${path}/`) || path.startsWith(`${one}/`));
  return [...new Set(stdout.split('\0').filter(Boolean))]
    .filter((path) => !isKnown(posix.resolve(source, path)))
    .map(plainText)
    .sort();
}
