import { posix } from 'node:path';
import { RoostError } from '../../errors';
import { commandError } from '../door/failures';
import { anyCode } from '../exit-code';
import { refusalOf } from '../guard/refusal';
import { ensureLibrary, forgetIfGone, loadLibrary } from '../library';
import type { ExecResult, Host, StreamOptions } from '../types';

const library = loadLibrary('jobs');
const noScript = [2, 127];

export interface CallOptions extends StreamOptions {
  wrap?: (argv: string[]) => Promise<string[]>;
}

/** Runs a verb of jobs.sh on a host that may have to be given the script first. */
export function createCaller(host: Host): (folder: string, verb: string, id: string, args: string[], options?: CallOptions) => Promise<ExecResult> {
  const prepared = new Map<string, Promise<void>>();

  async function prepare(folder: string): Promise<string> {
    let made = prepared.get(folder);
    if (!made) {
      made = host.exec(['mkdir', '-p', '-m', '700', '--', folder]).then(() => undefined);
      prepared.set(folder, made);
      made.catch(() => prepared.delete(folder));
    }
    await made;
    return ensureLibrary(host, posix.join(posix.dirname(folder), 'lib'), library);
  }

  return async function call(folder, verb, id, args, { wrap, ...options } = {}) {
    if (!/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(id)) throw new RoostError('BadRequest', `"${id}" cannot be the id of a job.`);
    const script = await prepare(folder);
    const plain = ['sh', script, verb, folder, id, ...args];
    const argv = wrap ? await wrap(plain) : plain;
    const result = await host.stream(argv, { ...options, ok: anyCode });
    if (result.code === 0) return result;
    const refusal = refusalOf(argv, result, host.name);
    if (refusal) throw refusal;
    if (noScript.includes(result.code) && (await forgetIfGone(host, script))) {
      prepared.delete(folder);
      return call(folder, verb, id, args, { wrap, ...options });
    }
    throw commandError(host.name, ['jobs.sh', verb], result, host.scrub);
  };
}
