/** Copies a folder of a host to the control host with rsync, over the SSH connection. */
import { RoostError } from '../errors';
import { isDiskFull, lastLine, lastLines } from '../lib/output-tail';
import { type Attributes, attributesIn, isUnsupported, lostOf } from './pull/attributes';
import { removePartial, type MovedFile } from './pull/moved';
import type { PullRequest } from './pull/request';
import { pullArgs, startRsync } from './pull/rsync-process';
import { RsyncTransport } from './pull/rsync-transport';
import type { Host } from './types';

export interface PullResult {
  /** Files that changed or vanished during the copy, because the app runs. All others are complete. */
  moved: MovedFile[];
  /** How owners and modes are stored here. */
  owners: Attributes['owners'];
  /** Attributes that could not be stored; undefined: all were. */
  lost?: string;
}

/** rsync's exit code for files that vanished during the copy, because the app runs. */
const VANISHED = 24;
const PARTIAL = 23;

/**
 * A pull that was cut is continued by the next call.
 *
 * Errors: those of `Host`, `DiskFull` (here), `CopyUnreadable`, `HostMisconfigured`, `ToolMissing`.
 */
export async function pull(host: Host, request: PullRequest): Promise<PullResult> {
  request.signal.throwIfAborted();
  let attributes = await attributesIn(request.to);
  let ended = await runRsync(host, request, attributes);
  if (!isDone(ended) && attributes.extended && isUnsupported(ended.stderr)) {
    attributes = { ...attributes, extended: false };
    ended = await runRsync(host, request, attributes);
  }
  if (!isDone(ended)) throw failureOf(host.name, request, ended);
  const moved = ended.moved;
  if (moved.some(({ what }) => what !== 'vanished')) await removePartial(Buffer.from(request.to));
  return { moved, owners: attributes.owners, lost: lostOf(attributes) };
}

interface Ended {
  code: number;
  /** Of both sides. */
  stderr: string;
  moved: MovedFile[];
  /** Whether stderr has nothing else. */
  onlyMoved: boolean;
  /** Of the SSH connection. */
  failure: unknown;
}

const isDone = ({ code, onlyMoved, moved }: Ended): boolean =>
  code === 0 || code === VANISHED || (code === PARTIAL && onlyMoved && moved.length > 0);

async function runRsync(host: Host, request: PullRequest, attributes: Attributes): Promise<Ended> {
  const rsync = startRsync(pullArgs(request, attributes), request);
  const transport = new RsyncTransport(host, rsync.pipe, request);
  const code = await rsync.exit.finally(() => transport.close());
  const messages = await rsync.messages;
  request.signal.throwIfAborted();
  // Some messages of the sender arrive on the stderr of the SSH command.
  messages.add(`\n${transport.stderr}\n`);
  return {
    code,
    stderr: messages.tail,
    moved: [...messages.moved.values()],
    onlyMoved: messages.isAll,
    failure: transport.failure,
  };
}

function failureOf(host: string, { from }: PullRequest, { code, stderr, failure }: Ended): unknown {
  const end = lastLines(stderr);
  const facts = { host, from, exit: code };
  if (isDiskFull(stderr))
    return new RoostError('DiskFull', `The disk of the control host is full: ${lastLine(end)}`, facts);
  if (/rsync: (command )?not found|rsync: No such file/i.test(stderr))
    return new RoostError('HostMisconfigured', `${host} has no rsync.`, facts);
  if (failure) return failure;
  if (code === PARTIAL)
    return new RoostError(
      'CopyUnreadable',
      `Not every file of ${from} on ${host} could be read:\n${end}`,
      facts,
    );
  return new RoostError(
    'ConnectionLost',
    `The pull of ${from} from ${host} ended with ${code}: ${lastLine(end)}`,
    facts,
  );
}
