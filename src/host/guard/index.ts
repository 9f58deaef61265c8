import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { RoostError } from '../../errors';
import { MINUTE, SECOND } from '../../lib/time';
import { anyCode } from '../exit-code';
import { ensureLibrary, forgetIfGone, loadLibrary } from '../library';
import { commandError } from '../ssh/failures';
import type { Guard, ExecResult, Fence, Host, StreamOptions } from '../types';
import { ensureFolder, forgetFolder } from './folder';
import { parseHold } from './hold';
import { parseLockAnswer, writeOwner } from './lockFile';
import { refusalOf } from './refusal';

export interface GuardOptions {
  /** Seconds to wait for a running command of the same app. Default 30. */
  wait?: number;
}

const library = loadLibrary('guard');
/** The shell's exit codes for a missing script. */
const noScript = [2, 127];

/** `directory`: the app's folder on the host, absolute. */
export function createGuard(host: Host, directory: string, options: GuardOptions = {}): Guard {
  const root = posix.join(directory, '.roost');
  const wait = options.wait ?? 30;

  async function install(): Promise<string> {
    await ensureFolder(host, directory);
    return ensureLibrary(host, posix.join(root, 'lib'), library);
  }

  const command = (script: string, verb: string, args: string[]): string[] => [
    'sh',
    script,
    verb,
    root,
    randomBytes(9).toString('hex'),
    String(wait),
    ...args,
  ];

  /** Runs a verb and returns its result with any exit code. Throws if guard.sh refused. */
  async function run(verb: string, args: string[], streaming: StreamOptions = {}): Promise<ExecResult> {
    const script = await install();
    const argv = command(script, verb, args);
    const withWait = { ...streaming, ok: anyCode, timeout: (streaming.timeout ?? MINUTE) + wait * SECOND };
    const streams = streaming.onStdout !== undefined || streaming.onStderr !== undefined;
    const result = await (streams ? host.stream(argv, withWait) : host.exec(argv, withWait));
    const refusal = refusalOf(argv, result, host.name);
    if (refusal) throw refusal;
    if (noScript.includes(result.code) && (await forgetIfGone(host, script))) {
      forgetFolder(host, directory);
      return run(verb, args, streaming);
    }
    return result;
  }

  async function ask(verb: string, ...args: string[]): Promise<string> {
    const result = await run(verb, args);
    if (result.code !== 0) throw commandError(host.name, ['guard.sh', verb], result, host.scrub);
    return result.stdout;
  }

  return {
    async show() {
      return parseLockAnswer(await ask('show')).lock;
    },
    async acquire(owner) {
      const { got, lock } = parseLockAnswer(await ask('acquire', word(owner.runId), writeOwner(owner)));
      return got ? { got, lock: lock! } : { got, holder: lock! };
    },
    async takeOver(owner, fromToken) {
      const { got, lock } = parseLockAnswer(
        await ask('takeover', word(owner.runId), writeOwner(owner), String(fromToken)),
      );
      return got ? { got, lock: lock! } : { got, holder: lock };
    },
    async release(runId, token, operation) {
      const named = operation === undefined ? '' : word(operation);
      return (await ask('release', word(runId), String(token), named)) === 'released\n';
    },
    async break() {
      return parseLockAnswer(await ask('break')).lock;
    },
    async claim(plane) {
      await ask('claim', word(plane));
    },
    async beginUndo(fence) {
      await ask('undo', ...fenceWords(fence));
    },
    async change(fence, argv, execOptions = {}) {
      const result = await run('change', [...fenceWords(fence), '--', ...argv], execOptions);
      if ((execOptions.ok ?? [0]).includes(result.code)) return result;
      throw commandError(host.name, argv, result, host.scrub);
    },
    async fenced(fence, argv) {
      return command(await install(), 'change', [...fenceWords(fence), '--', ...argv]);
    },
    async current() {
      const [mark = '', rest = ''] = (await ask('current')).split('\n');
      const [release, operation, runId] = mark.split(' ');
      const hold = parseHold(rest);
      return Number(release) === 0
        ? null
        : { release: Number(release), operation: operation!, runId: runId!, hold: hold ?? undefined };
    },
    async commit(fence, release, hold) {
      await ask('commit', ...fenceWords(fence), String(release), hold ? JSON.stringify(hold) : '');
    },
    async resume() {
      return parseHold((await ask('resume')).split('\n')[0] ?? '');
    },
  };
}

const fenceWords = ({ token, runId, operation, expect, direction }: Fence): string[] => [
  String(token),
  word(runId),
  word(operation),
  String(expect),
  direction,
];

/** A name of a file, or a word in one. */
function word(text: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(text)) return text;
  throw new RoostError('BadRequest', `"${text}" cannot be the name of a run or an operation.`);
}
