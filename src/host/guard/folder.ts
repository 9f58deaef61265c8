import { RoostError } from '../../errors';
import { shellScript } from '../../lib/shell-script';
import { Known } from '../known';
import { commandError } from '../ssh/failures';
import type { Host } from '../types';

const makeProgram = shellScript(__dirname, 'make-folder');

const made = new Known();

/** Creates `<app>/.roost`, or throws an error with instructions for an operator. */
export const ensureFolder = (host: Host, directory: string): Promise<void> =>
  made.ensure(host, directory, () => makeFolder(host, directory));

export const forgetFolder = (host: Host, directory: string): void => made.forget(host, directory);

async function makeFolder(host: Host, directory: string): Promise<void> {
  const argv = makeProgram(directory);
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
