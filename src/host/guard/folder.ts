import { RoostError } from '../../errors';
import { Known } from '../known';
import { commandError } from '../ssh/failures';
import type { Host } from '../types';

/** Its own mode for `.roost`: it holds env files and dumps. The app's folder gets the user's. */
const script = `mkdir -p -- "$1" && mkdir -p -m 700 -- "$1/.roost" && [ -w "$1/.roost" ] || { id -un; exit 3; }`;

const made = new Known();

/** Makes `<app>/.roost`, or says what an operator has to do. */
export const ensureFolder = (host: Host, directory: string): Promise<void> =>
  made.ensure(host, directory, () => makeFolder(host, directory));

export const forgetFolder = (host: Host, directory: string): void => made.forget(host, directory);

async function makeFolder(host: Host, directory: string): Promise<void> {
  const argv = ['sh', '-c', script, 'folder', directory];
  const result = await host.exec(argv, { ok: [0, 3] });
  if (result.code === 0) return;
  const error = commandError(host.name, argv, result, host.scrub);
  if (error.code === 'DiskFull') throw error;
  const user = result.stdout.trim();
  throw new RoostError(
    'HostMisconfigured',
    `${user} cannot write in ${directory} on ${host.name}. As root there: install -d -o ${user} ${directory}`,
    {
      host: host.name,
      path: directory,
      user,
    },
  );
}
