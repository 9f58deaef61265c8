import { posix } from 'node:path';
import { RoostError } from '../../errors';
import { anyCode } from '../exit-code';
import { refusalOf } from '../guard/refusal';
import { Known } from '../known';
import { ensureLibrary, forgetIfGone, loadLibrary } from '../library';
import { commandError } from '../ssh/failures';
import type { ExecResult, Host, StreamOptions } from '../types';
import { linesOf } from './protocol';

const library = loadLibrary('jobs');
const noScript = [2, 127];
const folders = new Known();

export interface CallOptions extends StreamOptions {
  wrap?: (argv: string[]) => Promise<string[]>;
}

/** Runs a verb of jobs.sh. */
export type Caller = (
  folder: string,
  verb: string,
  id: string,
  args: string[],
  options?: CallOptions,
) => Promise<ExecResult>;

/** Calls the script on a host that may not have it yet. */
export function createCaller(host: Host): Caller {
  async function prepare(folder: string): Promise<string> {
    await folders.ensure(
      host,
      folder,
      async () => void (await host.exec(['mkdir', '-p', '-m', '700', '--', folder])),
    );
    return ensureLibrary(host, posix.join(posix.dirname(folder), 'lib'), library);
  }

  return async function call(folder, verb, id, args, { wrap, ...options } = {}) {
    if (!/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(id))
      throw new RoostError('BadRequest', `"${id}" cannot be the id of a job.`);
    const script = await prepare(folder);
    const plain = ['sh', script, verb, folder, id, ...args];
    const argv = wrap ? await wrap(plain) : plain;
    const result = await host.stream(argv, { ...options, ok: anyCode });
    if (result.code === 0) {
      // The next call creates the folder again. This one must fail, or a job that ran there would run again.
      if (linesOf(result.stderr).at(-1) === 'fail dir') folders.forget(host, folder);
      return result;
    }
    const refusal = refusalOf(argv, result, host.name);
    if (refusal) throw refusal;
    if (noScript.includes(result.code) && (await forgetIfGone(host, script))) {
      folders.forget(host, folder);
      return call(folder, verb, id, args, { wrap, ...options });
    }
    throw commandError(host.name, ['jobs.sh', verb], result, host.scrub);
  };
}
