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
  /** Files that changed or went away while they were read: an app that lives. All others are whole. */
  moved: MovedFile[];
  /** How owners and modes are kept here. */
  owners: Attributes['owners'];
  /** Attributes of files that could not be kept; undefined: all are. */
  lost?: string;
}

/** Files that vanished while they were read: an app that lives. */
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
  /** Whether stderr tells of nothing but those. */
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
  const said = await rsync.said;
  request.signal.throwIfAborted();
  // Some of what the sender says comes beside the connection.
  said.add(`\n${transport.stderr}\n`);
  return {
    code,
    stderr: said.tail,
    moved: [...said.moved.values()],
    onlyMoved: said.isAll,
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
