import { posix } from 'node:path';
import { RoostError } from '../../errors';
import { anyCode } from '../exit-code';
import { refusalOf } from '../guard/refusal';
import { Known } from '../known';
import { ensureLibrary, forgetIfGone, loadLibrary } from '../library';
import { commandError } from '../ssh/failures';
import type { ExecResult, Host, StreamOptions } from '../types';
import { saidIn } from './protocol';

const library = loadLibrary('jobs');
const noScript = [2, 127];
const folders = new Known();

export interface CallOptions extends StreamOptions {
  wrap?: (argv: string[]) => Promise<string[]>;
}

/** Runs a verb of jobs.sh on a host that may have to be given the script first. */
export function createCaller(
  host: Host,
): (folder: string, verb: string, id: string, args: string[], options?: CallOptions) => Promise<ExecResult> {
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
      // Made anew for whoever asks next; whoever has asked must hear of it, or what was begun there would be begun again.
      if (saidIn(result.stderr).at(-1) === 'fail dir') folders.forget(host, folder);
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
