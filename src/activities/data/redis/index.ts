/** A server of Redis or Valkey: all its databases as one file, made by the server itself. */
import { posix } from 'node:path';
import type { ExecOptions } from '../../../host/types';
import { shellScript } from '../../../lib/shell-script';
import type { RunningContainer } from '../../../plan/release/facts';
import type { Redis } from '../../../protocol/data';
import type { Site } from '../../app/site';
import { containerIn, runningContainer } from '../container';
import { factsFile } from '../facts';
import { runCopy } from '../run-copy';
import type { DataKind } from '../types';
import { keepDump, putDumpBack } from './migration';
import { serverOf } from './names';

const copy = shellScript(__dirname, 'copy');
const size = shellScript(__dirname, 'size');

/** What a dump without a key takes may differ by so much: it has times and versions in it. */
const SLACK = 32;

const stagedAs = ({ service }: Redis): string => `copies/redis/${service}.rdb`;

export const redis = {
  stagedAs,
  async size(site, sources, { containers, exec }) {
    const sizes = await Promise.all(sources.map((one) => sizeOf(site, containers, one, exec)));
    return sizes.reduce((sum, one) => (sum === null || one === null ? null : sum + one));
  },
  async copy(site, source, folder) {
    const staged = stagedAs(source);
    const argv = copy(
      ...serverOf(await runningContainer(site, source.service), source),
      posix.join(folder, posix.relative('copies', staged)),
      posix.join(folder, factsFile(staged)),
    );
    const [made = '', keys = ''] = (await runCopy(site, argv, `The copy of ${source.service}`)).split('\t');
    const empty = keys === '0' ? Number(made) + SLACK : undefined;
    return { note: `${made} bytes, ${keys} keys`, empty };
  },
  keep: keepDump,
  putBack: putDumpBack,
} satisfies DataKind<'redis'>;

/** Bytes; null: it does not answer. */
async function sizeOf(
  { host }: Site,
  containers: RunningContainer[],
  source: Redis,
  options: ExecOptions,
): Promise<number | null> {
  const container = containerIn(containers, source.service);
  if (!container) return null;
  const { stdout } = await host.exec(size(...serverOf(container, source)), options);
  return /^\d+$/.test(stdout.trim()) ? Number(stdout) : null;
}
