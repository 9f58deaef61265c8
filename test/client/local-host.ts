/** A host that is this machine: the real scripts run in a real shell, without SSH. */
import { spawnSync } from 'node:child_process';
import { RoostError } from '../../src/errors';
import type { Host } from '../../src/host/types';

export interface LocalHost extends Host {
  /** Every command, the first words of it. */
  ran: string[][];
}

/** `bin`: a folder with stand-ins for programs, searched first. */
export function localHost(name: string, bin?: string): LocalHost {
  const ran: string[][] = [];
  const exec: Host['exec'] = async (argv, { ok = [0], input, bytes } = {}) => {
    ran.push(argv);
    const env = { ...process.env, ...(bin && { PATH: `${bin}:${process.env.PATH}` }) };
    const { status, stdout, stderr, error } = spawnSync(argv[0]!, argv.slice(1), {
      encoding: bytes ? 'latin1' : 'utf8',
      env,
      input,
    });
    if (error || !ok.includes(status ?? -1))
      throw new RoostError('CommandFailed', `${argv[0]} ended with ${status}: ${stderr}`);
    return { code: status ?? 0, stdout, stderr };
  };
  const unused = (): never => {
    throw new Error('not used by the client');
  };
  return { name, ran, exec, stream: unused, upload: unused, download: unused, scrub: (text) => text };
}
