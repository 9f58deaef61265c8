/** Reads what runs on a host, in one round trip and with a bound: for `roost init`. */
import { join } from 'node:path';
import { RoostError } from '../../errors';
import { shellScript } from '../../lib/shell-script';
import { MINUTE } from '../../lib/time';
import type { Host } from '../types';
import { parseStacks } from './parse';
import type { Stacks } from './types';

export type * from './types';

const program = shellScript(join(__dirname, '..', 'scripts'), 'stacks');
/** Bytes; the program on the host stops at 4 MB, but the host may be another than it seems. */
const MOST = 6_000_000;

/** Errors: those of `Host.stream`; `CommandFailed` for a host that says too much. */
export async function readStacks(host: Host): Promise<Stacks> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const late = new AbortController();
  const onStdout = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes <= MOST) chunks.push(chunk);
    else
      late.abort(new RoostError('CommandFailed', `${host.name} says more than ${MOST / 1e6} MB of itself.`));
  };
  await host.stream(program(), { onStdout, signal: late.signal, timeout: 3 * MINUTE });
  return parseStacks(Buffer.concat(chunks).toString('utf8'));
}
