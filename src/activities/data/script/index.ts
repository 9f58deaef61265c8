/**
 * The app's own backup, on the host in the source folder. What it writes is read
 * back where the first bytes of a file say what it is.
 */
import { posix } from 'node:path';
import { shellScript } from '../../../lib/shell-script';
import { runCopy } from '../run-copy';
import type { DataKind } from '../types';

const run = shellScript(__dirname, 'run');
/** Removes an operation's copies, and what its script has left half written. */
export const dropProgram = shellScript(__dirname, 'drop');

export const script: DataKind<'script'> = {
  stagedAs: () => 'script',
  size: async (_site, _sources, { wrote }) => wrote,
  async copy(site, { command, output }, folder, running = []) {
    const { directory, project } = site.scope;
    // With the release that they are of: a deploy since then has replaced them.
    const ran = running.length > 0 ? [site.context.expect, ...running].join(' ') : '';
    const argv = run(
      command,
      posix.join(directory, output),
      posix.join(folder, '.script'),
      site.paths.ran,
      ran,
      site.paths.wrote,
      project,
      site.app.data.postgres?.service ?? '',
    );
    return { note: await runCopy(site, argv, 'The backup script', { cwd: site.source }) };
  },
  inPlace: ({ directory }, { output }) => ({
    from: posix.join(directory, output),
    to: 'script',
    filter: ['- /roost'],
    when: 'unreadable',
  }),
};
