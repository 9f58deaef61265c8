/** Where Docker keeps volumes, for those whose files can be pulled from there. */
import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { anyCode } from '../../../host/exit-code';
import { attributesIn } from '../../../host/pull/attributes';
import type { ExecOptions } from '../../../host/types';
import { shellScript } from '../../../lib/shell-script';
import type { Site } from '../../app/site';
import { namedOf } from './names';

const program = shellScript(__dirname, 'places');

/** By names in the fleet file. `staging`: where it cannot keep owners, an archive keeps them. */
export async function volumePlaces(
  { app, host }: Site,
  project: string,
  volumes: Record<string, string>,
  staging: string,
  options: ExecOptions,
): Promise<Record<string, string>> {
  const names = app.data.volumes;
  if (names.length === 0 || (await attributesIn(staging)).owners === 'none') return {};
  const words = names.map((name) =>
    namedOf({ name, docker: Object.hasOwn(volumes, name) ? volumes[name] : undefined }),
  );
  const container = `roost-${app.name}-plan-places-${randomBytes(4).toString('hex')}`;
  const argv = program(project, container, app.name, 'plan', ...words);
  const { code, stdout } = await host.exec(argv, { ...options, ok: anyCode });
  if (code !== 0) return {};
  const lines = stdout.split('\n');
  return Object.fromEntries(
    names.flatMap((name, i) => {
      const at = lines[i] ?? '';
      return posix.isAbsolute(at) ? [[name, at]] : [];
    }),
  );
}
