/** Copies a file or folder of the control host to a host with rsync, over the SSH connection. */
import { dirname } from 'node:path';
import { RoostError } from '../errors';
import { onlyIf } from '../lib/only-if';
import { isDiskFull, lastLine, lastLines } from '../lib/output-tail';
import { type Attributes, attributeArgs, attributesIn, isUnsupported } from './pull/attributes';
import type { PullRequest } from './pull/request';
import { startRsync } from './pull/rsync-process';
import { RsyncTransport } from './pull/rsync-transport';
import type { Host } from './types';

export interface PushRequest extends Pick<
  PullRequest,
  'by' | 'signal' | 'timeout' | 'onProgress' | 'onChild'
> {
  /** Absolute, here: a folder, whose content is sent, or a file. */
  from: string;
  isFolder: boolean;
  /**
   * They go along, as far as they are kept here; else the files are those of the user that runs rsync there.
   */
  owners: boolean;
  /** Absolute on the host; the folder that holds it is there. What is in it and not in `from` is removed. */
  to: string;
}

/**
 * A push that was cut is continued by the next call. Owners arrive where the SSH user may give them.
 *
 * Errors: those of `Host`, `DiskFull` (there), `HostMisconfigured`, `ToolMissing`.
 */
export async function push(host: Host, request: PushRequest): Promise<void> {
  request.signal.throwIfAborted();
  const attributes = await attributesIn(request.isFolder ? request.from : dirname(request.from));
  let ended = await run(host, request, attributes);
  if (ended.code !== 0 && attributes.extended && isUnsupported(ended.stderr))
    ended = await run(host, request, { ...attributes, extended: false });
  if (ended.code !== 0) throw failureOf(host.name, request, ended);
}

interface Ended {
  code: number;
  /** Of both sides. */
  stderr: string;
  /** Of the SSH connection. */
  failure: unknown;
}

async function run(host: Host, request: PushRequest, attributes: Attributes): Promise<Ended> {
  const rsync = startRsync(pushArgs(request, attributes), request);
  const transport = new RsyncTransport(host, rsync.pipe, request);
  const code = await rsync.exit.finally(() => transport.close());
  const messages = await rsync.messages;
  request.signal.throwIfAborted();
  return { code, stderr: `${transport.stderr}\n${messages.tail}`, failure: transport.failure };
}

const pushArgs = ({ from, isFolder, to, owners }: PushRequest, attributes: Attributes): string[] => [
  '--archive',
  '--numeric-ids',
  // Times are compared to the nanosecond. Else a file that changes twice in a second could be missed.
  '--modify-window=-1',
  ...attributeArgs(attributes),
  ...onlyIf(!owners, '--no-owner', '--no-group'),
  '--hard-links',
  '--sparse',
  '--no-devices',
  '--no-specials',
  // rsh.sh passes bytes with cat, which cannot handle a pipe that does not block.
  '--blocking-io',
  '--partial-dir=.roost-partial',
  ...onlyIf(isFolder, '--delete-delay'),
  // The settings of rsync's rc files and environment must not change the output that is parsed.
  '--no-human-readable',
  '--info=progress2',
  '--outbuf=L',
  isFolder ? `${from}/` : from,
  isFolder ? `host:${to}/` : `host:${to}`,
];

function failureOf(host: string, { to }: PushRequest, { code, stderr, failure }: Ended): unknown {
  const end = lastLines(stderr);
  const facts = { host, to, exit: code };
  if (isDiskFull(stderr))
    return new RoostError('DiskFull', `The disk of ${host} is full: ${lastLine(end)}`, facts);
  if (/rsync: (command )?not found|rsync: No such file/i.test(stderr))
    return new RoostError('HostMisconfigured', `${host} has no rsync.`, facts);
  if (failure) return failure;
  return new RoostError(
    'ConnectionLost',
    `The push to ${to} on ${host} ended with ${code}: ${lastLine(end)}`,
    facts,
  );
}
