/** Asks a host about resources, and makes them so: one script over stdin, as root. */
import { join } from 'node:path';
import { RoostError } from '../../errors';
import { plainText } from '../../lib/plain-text';
import { readScript, shellScript } from '../../lib/shell-script';
import { quote } from '../quote';
import type { ExecResult, Host } from '../types';

/** A call of the library: a kind's function with its arguments. */
export interface Call {
  kind: string;
  args: string[];
}

const library = readScript(join(__dirname, 'library.sh'));

/** Runs a program that comes over stdin. */
export const asRoot = shellScript(__dirname, 'as-root')();

const NOT_ROOT = 94;
export const FAILED = 95;

/** Exit codes of these scripts that are answers. */
export const answers = [0, NOT_ROOT, FAILED];

/** Characters of one state; a settings file as base64 is the longest. */
const MOST_STATE = 70_000;
const MOST_OUTPUT = 2_000_000;

/** Prints what each call's `ask` says, and what the whole host is. */
export const askScript = (calls: Call[]): string =>
  script(['facts', ...calls.map(({ kind, args }, id) => quote(['ask', String(id), kind, ...args]))]);

/** Makes each so, in order, until one fails. `want`: what its `ask` has to say then. */
export const applyScript = (calls: (Call & { want: string })[]): string =>
  script(calls.map(({ kind, want, args }, id) => quote(['apply', String(id), kind, want, ...args])));

/** Calls any functions of the library, each with its arguments. */
export const callScript = (...calls: string[][]): string =>
  script(calls.map((words) => `${quote(words)} || exit`));

const script = (lines: string[]): string => [library, ...lines, 'echo end', ''].join('\n');

/** What a host says of itself. */
export interface HostSaid {
  /** As in os-release: `debian`, `13`. */
  id: string;
  version: string;
  codename: string;
  systemd: boolean;
  container: boolean;
  /** Of the SSH session; null: not known. */
  sshPort: number | null;
  /** Ports on which programs listen to more than the host itself: `tcp 8080 docker-proxy`. */
  listens: string[];
}

/** Errors: `NotRoot`, `CommandFailed` where the answer is not whole, and those of the host. */
export async function askHost(
  host: Host,
  calls: Call[],
  signal?: AbortSignal,
): Promise<{ said: HostSaid; states: string[] }> {
  const result = await host.exec(asRoot, { input: askScript(calls), ok: answers, timeout: 120_000, signal });
  requireRoot(host, result);
  const { stdout } = result;
  const lines = stdout.split('\n');
  if (stdout.length > MOST_OUTPUT || !lines.includes('end'))
    throw new RoostError('CommandFailed', `${host.name} did not answer all that it was asked.`, {
      host: host.name,
    });
  const states = calls.map(() => '');
  const facts = new Map<string, string[]>();
  for (const line of lines) {
    const [, tag = '', rest = ''] = /^(\S+) ?(.*)$/.exec(line) ?? [];
    if (tag !== 'state') facts.set(tag, [...(facts.get(tag) ?? []), clean(rest)]);
    else {
      const [, id = '', state = ''] = /^(\d{1,4}) ?(.*)$/.exec(rest) ?? [];
      if (Number(id) < states.length) states[Number(id)] = clean(state);
    }
  }
  return { said: saidOf((tag) => facts.get(tag) ?? []), states };
}

const clean = (text: string): string => plainText(text).slice(0, MOST_STATE).trim();

function saidOf(all: (tag: string) => string[]): HostSaid {
  const first = (tag: string): string => (all(tag)[0] ?? '').slice(0, 100);
  const port = Number(first('sshport'));
  return {
    id: first('id'),
    version: first('version'),
    codename: first('codename'),
    systemd: first('systemd') === 'yes',
    container: first('container') === 'yes',
    sshPort: Number.isInteger(port) && port > 0 && port < 65_536 ? port : null,
    listens: all('listen')
      .filter((text) => /^(tcp|udp) \d{1,5}( \S{1,60})?$/.test(text))
      .slice(0, 200),
  };
}

export function requireRoot(host: Host, { code, stderr }: ExecResult): void {
  if (code !== NOT_ROOT) return;
  const user = /roost-not-root (\S{1,64})/.exec(stderr)?.[1] ?? 'The SSH user';
  throw new RoostError(
    'NotRoot',
    `${user} on ${host.name} is neither root nor may it use sudo without a password.`,
    { host: host.name },
  );
}

/** Which of them were done, and what the first that failed said; null: none failed. */
export function readApplied(output: string): { done: number; failed: { id: number; said: string } | null } {
  const lines = output.split('\n');
  const failed = lines.map((line) => /^failed (\d{1,4}) ?(.*)$/.exec(line)).find(Boolean);
  return {
    done: lines.filter((line) => /^done \d{1,4}$/.test(line)).length,
    failed: failed ? { id: Number(failed[1]), said: plainText(failed[2]!) } : null,
  };
}
