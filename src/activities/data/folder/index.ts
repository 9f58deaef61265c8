/** A folder of files: pulled from where it is, since a copy on the host would take the room twice. */
import { posix } from 'node:path';
import { RoostError } from '../../../errors';
import { shellScript } from '../../../lib/shell-script';
import type { DataKind } from '../types';

const inspect = shellScript(__dirname, 'inspect');
const size = shellScript(__dirname, 'size');

const LIMIT_MS = 10 * 60_000;

const stagedAs = ({ path }: { path: string }): string => posix.join('folders', path);

export const folder: DataKind<'folder'> = {
  stagedAs,
  async size({ app, host }, sources, { exec }) {
    const folders = sources.map(({ path }) => posix.join(app.directory, path));
    return Number((await host.exec(size(...folders), exec)).stdout) * 1024;
  },
  async copy(site, source) {
    const path = posix.join(site.scope.directory, source.path);
    const { code, stdout } = await site.read(inspect(path), { ok: [0, 66], timeout: LIMIT_MS });
    const details = { app: site.app.name, path };
    if (code === 66)
      throw new RoostError('SourceMissing', `There is no folder ${path} on ${site.host.name}.`, details);
    const lines = stdout.trimEnd().split('\n');
    const amount = lines.pop() ?? '';
    if (lines.length > 0)
      throw new RoostError(
        'CopyUnreadable',
        `The SSH user cannot read on ${site.host.name}: ${lines.join(', ')}`,
        details,
      );
    const [, files = '0', bytes = '0'] = amount.split(' ');
    return { note: `${files} files, ${bytes} bytes`, empty: bytes === '0' ? 0 : undefined };
  },
  inPlace: ({ directory }, source) => ({ from: posix.join(directory, source.path), to: stagedAs(source) }),
};
