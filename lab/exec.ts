import { docker, tryDocker } from './engine';
import { until, type RunResult } from './run';
import type { LabHost } from './types';

export interface ExecOptions {
  /** Default: `deploy`, the operator. */
  user?: string;
  input?: string;
}

/** Runs a command on the host beside SSH: what a test looks up must not depend on what it tests. */
export function exec(host: LabHost, argv: string[], options: ExecOptions = {}): Promise<string> {
  return docker(execArgs(host, argv, options), { input: options.input });
}

/** As `exec`; any exit code is an answer. */
export function tryExec(host: LabHost, argv: string[], options: ExecOptions = {}): Promise<RunResult> {
  return tryDocker(execArgs(host, argv, options), { input: options.input });
}

function execArgs(host: LabHost, argv: string[], { user = 'deploy', input }: ExecOptions): string[] {
  return ['exec', ...(input === undefined ? [] : ['-i']), '-u', user, host.container, ...argv];
}

/** Runs a shell script on the host as root. */
export function asRoot(host: LabHost, script: string): Promise<string> {
  return exec(host, ['sh', '-c', script], { user: 'root' });
}

/** Puts a program of this machine in the place of one of the host's. */
export const putProgram = (host: LabHost, file: string, path: string): Promise<string> =>
  docker(['cp', file, `${host.container}:${path}`]);

export async function dockerReady(host: LabHost): Promise<void> {
  await until(
    `Docker on ${host.name}`,
    async () => (await tryExec(host, ['docker', 'info'])).code === 0,
    60_000,
  );
}
