/** Runs the real `./roost` of this checkout, with a state of its own. */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export interface RoostCall {
  code: number;
  stdout: string;
  stderr: string;
}

export interface RoostCli {
  env: NodeJS.ProcessEnv;
  /** Runs a verb; nothing is thrown for an exit code. */
  run(args: string[], options?: { watch?: boolean; env?: NodeJS.ProcessEnv }): Promise<RoostCall>;
  /** The same with `--json`, parsed. */
  json<T = Record<string, unknown>>(
    args: string[],
  ): Promise<T & { ok: boolean; error?: { code: string; message: string; hint: string } }>;
}

const executable = join(__dirname, '..', 'roost');

/** `stateHome` keeps this Temporal apart from any other of the machine; `temporal` names another one (`TEMPORAL_…`). */
export function roostCli(stateHome: string, fleetFile: string, temporal: NodeJS.ProcessEnv = {}): RoostCli {
  mkdirSync(stateHome, { recursive: true });
  const ours = Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_'));
  const env: NodeJS.ProcessEnv = {
    ...Object.fromEntries(ours),
    ...temporal,
    XDG_STATE_HOME: stateHome,
    ROOST_FLEET: fleetFile,
  };
  const cli: RoostCli = {
    env,
    run: (args, { watch = false, env: more = {} } = {}) =>
      new Promise((resolve, reject) => {
        const child = spawn(executable, args, {
          env: { ...env, ...more },
          stdio: watch ? 'inherit' : ['ignore', 'pipe', 'pipe'],
        });
        let stdout = '';
        let stderr = '';
        child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
        child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
        child.on('error', reject);
        child.on('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
      }),
    async json(args) {
      const { stdout, stderr, code } = await cli.run([...args, '--json']);
      try {
        return JSON.parse(stdout) as never;
      } catch {
        throw new Error(`roost ${args.join(' ')} (exit ${code}) printed no JSON:\n${stdout}\n${stderr}`);
      }
    },
  };
  return cli;
}
