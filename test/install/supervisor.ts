/**
 * Does with unit files what systemd does with them, as far as starting and
 * ending goes: there is none that runs in a container.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { unitNames } from '../../src/install/layout';
import { realSystem, type System } from '../../src/install/system';
import { ended } from '../services/support/worker';

export class Supervisor implements System {
  readonly asked: string[] = [];
  private readonly running = new Map<string, ChildProcess>();

  constructor(private readonly unitDir: string) {}

  hasSystemd = (): boolean => true;
  account = realSystem.account;
  mayRead = (): boolean => true;
  addAccount = async (): Promise<void> => {};

  async systemctl(verb = '', ...rest: string[]): Promise<void> {
    this.asked.push([verb, ...rest].join(' '));
    // In the order of the units' After=.
    const names = unitNames.filter((name) => rest.includes(name));
    if (verb === 'restart' || verb === 'disable')
      for (const name of [...names].reverse()) await this.end(name);
    if (verb === 'restart' || verb === 'start') for (const name of names) await this.begin(name);
  }

  pid = (name: string): number => this.running.get(name)!.pid!;

  /** As when the power goes. */
  async crash(): Promise<void> {
    const all = [...this.running.values()];
    for (const child of all) process.kill(-child.pid!, 'SIGKILL');
    await Promise.all(all.map(ended));
    this.running.clear();
  }

  /** As at boot: what is wanted by multi-user.target. */
  async boot(): Promise<void> {
    for (const name of unitNames)
      if (existsSync(join(this.unitDir, name)) && valuesOf(this.read(name), 'WantedBy').length > 0)
        await this.begin(name);
  }

  private async begin(name: string): Promise<void> {
    if (this.running.get(name)?.exitCode === null) return;
    const text = this.read(name);
    const env = environmentOf(text);
    const output = openSync(join(this.unitDir, `${name}.log`), 'a');
    const options = { env, cwd: '/', stdio: ['ignore', output, output] as ('ignore' | number)[] };
    const [program = '', ...args] = wordsOf(valuesOf(text, 'ExecStart')[0]!);
    // A group of its own, as systemd has a control group.
    const child = spawn(program, args, { ...options, detached: true });
    this.running.set(name, child);
    for (const command of valuesOf(text, 'ExecStartPost')) {
      const [post = '', ...rest] = wordsOf(command);
      const { status } = spawnSync(post, rest, options);
      if (status === 0) continue;
      const log = readFileSync(join(this.unitDir, `${name}.log`), 'utf8').slice(-2_000);
      throw new Error(
        `${name}: ExecStartPost ended with ${status}; the server ${child.exitCode ?? 'runs'}:\n${log}`,
      );
    }
  }

  private async end(name: string): Promise<void> {
    const child = this.running.get(name);
    if (!child) return;
    const limit = parseInt(valuesOf(this.read(name), 'TimeoutStopSec')[0]!, 10) * 1_000;
    const timer = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), limit);
    child.kill('SIGTERM');
    const code = await ended(child);
    clearTimeout(timer);
    this.running.delete(name);
    if (name === 'roost-worker.service' && code !== 0)
      throw new Error(`the worker did not drain within ${limit} ms`);
  }

  private read = (name: string): string => readFileSync(join(this.unitDir, name), 'utf8');
}

const valuesOf = (text: string, key: string): string[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith(`${key}=`))
    .map((line) => line.slice(key.length + 1));

/** Nothing is inherited. */
function environmentOf(text: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { HOME: homedir(), USER: userInfo().username };
  const files = valuesOf(text, 'EnvironmentFile').map((file) => file.replace(/^-/, ''));
  const lines = files
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  const pairs = [
    ...valuesOf(text, 'Environment').flatMap(wordsOf),
    ...lines.filter((line) => /^\w+=/.test(line)),
  ];
  for (const pair of pairs) env[pair.slice(0, pair.indexOf('='))] = pair.slice(pair.indexOf('=') + 1);
  return env;
}

const wordsOf = (text: string): string[] =>
  [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, quoted, bare]) => quoted?.replace(/\\(.)/g, '$1') ?? bare!,
  );
