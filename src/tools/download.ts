import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { checksums } from './checksums';
import { thisPlatform, type Tool } from './table';

const run = promisify(execFile);

/** ms. Without a network the build with Go starts soon; a slow network may take long once it answers. */
const answerWithin = 5_000;
const bodyWithin = 300_000;

async function fetchBytes(url: string): Promise<Buffer> {
  const abort = new AbortController();
  const answerTimer = setTimeout(
    () => abort.abort(new Error(`no answer within ${answerWithin / 1000} s`)),
    answerWithin,
  );
  const bodyTimer = setTimeout(() => abort.abort(new Error('the download takes too long')), bodyWithin);
  try {
    const response = await fetch(url, { signal: abort.signal });
    clearTimeout(answerTimer);
    if (!response.ok) throw new Error(`${url} answers ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } finally {
    clearTimeout(answerTimer);
    clearTimeout(bodyTimer);
  }
}

/** A line of a checksum file is `<sha256>  <file>`. */
export function verify(bytes: Buffer, fileName: string, checksums: string): void {
  const line = checksums.split('\n').find((text) => text.trim().split(/\s+\*?/)[1] === fileName);
  const expected = line?.trim().split(/\s+/)[0];
  if (!expected) throw new Error(`the checksum file does not name ${fileName}`);
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== expected) throw new Error(`${fileName} has another checksum than its release says`);
}

/** Compares with the checksum in roost's own table; a file without one is refused. */
export function verifyPinned(bytes: Buffer, fileName: string, pinned: Record<string, string>): void {
  const expected = pinned[fileName];
  if (expected === undefined) throw new Error(`roost knows no checksum of ${fileName}`);
  if (createHash('sha256').update(bytes).digest('hex') !== expected)
    throw new Error(`${fileName} has another checksum than roost knows`);
}

/** Puts the officially released binary at `target`. */
export async function download(tool: Tool, target: string, pinned = checksums): Promise<void> {
  if (!tool.release) throw new Error('its release has no checksums');
  const { url, checksumsUrl, member, packed } = tool.release(thisPlatform());
  const listed = await fetchBytes(checksumsUrl);
  const bytes = await fetchBytes(url);
  verifyPinned(bytes, basename(url), pinned);
  verify(bytes, basename(url), listed.toString('utf8'));
  const folder = await mkdtemp(join(dirname(target), '.download-'));
  try {
    const fetched = join(folder, basename(url));
    await writeFile(fetched, bytes);
    if (member) await run('tar', ['-xzf', fetched, '-C', folder, member]);
    if (packed) await run('bunzip2', [fetched]);
    const binary = member ? join(folder, member) : packed ? fetched.replace(/\.bz2$/, '') : fetched;
    await chmod(binary, 0o755);
    await rename(binary, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
