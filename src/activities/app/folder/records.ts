/** Release records on the host: `<app>/.roost/releases/N/release.json`. */
import { posix } from 'node:path';
import { RoostError } from '../../../errors';
import { shellScript } from '../../../lib/shell-script';
import { isSection, section } from '../../../lib/unchecked';
import type { ReleaseRecord } from '../../../protocol/release-record';
import type { StepSite, Site } from '../site';

const listReleases = shellScript(__dirname, 'list-releases');
const writeFile = shellScript(__dirname, 'write-file');

/** Written by stage and adopt, completed by build, dump and commit. */
export type StoredRecord = Omit<ReleaseRecord, 'current' | 'dumpBytes' | 'dataAtRisk' | 'hold' | 'gone'>;

/** The record as it is written: without what is read from the folder. */
export function storedOf({
  current: _current,
  dumpBytes: _dumpBytes,
  dataAtRisk: _dataAtRisk,
  hold: _hold,
  gone: _gone,
  ...stored
}: ReleaseRecord): StoredRecord {
  return stored;
}

/** Rising by number. A folder whose record is missing or broken counts as never committed. */
export async function readRecords(site: Site): Promise<ReleaseRecord[]> {
  const [{ stdout }, current] = await Promise.all([
    site.host.exec(listReleases(site.paths.releases)),
    site.guard.current(),
  ]);
  const records = parseRecords(stdout, current?.release ?? null, site.app.project);
  return current?.hold
    ? records.map((record) => (record.current ? { ...record, hold: current.hold } : record))
    : records;
}

export function parseRecords(text: string, serving: number | null, project: string): ReleaseRecord[] {
  const records = text
    .split('\n')
    .filter((line) => /^\d+ /.test(line))
    .map((line) => {
      const [number = '', dump = '-', ...rest] = line.split(' ');
      const release = Number(number);
      const isAtRisk = rest[0] === 'at-risk' && dump !== '-' && release !== serving;
      return {
        ...parseStored((rest[0] === 'at-risk' ? rest.slice(1) : rest).join(' '), release, project),
        dumpBytes: dump === '-' ? null : Number(dump),
        current: release === serving,
        dataAtRisk: isAtRisk ? (true as const) : undefined,
      };
    });
  return records.sort((a, b) => a.release - b.release);
}

function parseStored(json: string, release: number, project: string): StoredRecord {
  const none: StoredRecord = {
    release,
    commit: null,
    version: null,
    migration: 'none',
    operation: '',
    workflowId: '',
    strategy: 'recreate',
    slot: null,
    project,
    images: {},
    committedAt: null,
    by: '',
  };
  const written = read(json);
  return isRecord(written) ? { ...none, ...written, release } : none;
}

function read(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * What is read of a record must be of its type; what an older or
 * newer roost leaves out or adds is no matter.
 */
function isRecord(written: unknown): written is Partial<StoredRecord> {
  if (!isSection(written)) return false;
  const may = (types: string[], ...keys: (keyof StoredRecord)[]) =>
    keys.every(
      (key) =>
        written[key] === undefined || types.includes(written[key] === null ? 'null' : typeof written[key]),
    );
  const images =
    written.images === undefined ||
    (isSection(written.images) &&
      Object.values(written.images).every((image) => typeof section(image).id === 'string'));
  return (
    images &&
    may(['string', 'null'], 'commit', 'version', 'committedAt', 'slot') &&
    may(['string'], 'operation', 'workflowId', 'project', 'by', 'migration', 'strategy', 'reason')
  );
}

/** Errors: `StalePlan` when the release is gone, unless the guard knows why. */
export async function requireRecord(site: StepSite, release: number): Promise<ReleaseRecord> {
  const record = await readRecord(site, release);
  if (record) return record;
  await site.change(['true']);
  throw new RoostError(
    'StalePlan',
    `Release ${release} of ${site.app.name} is not on ${site.host.name} any more.`,
    { app: site.app.name, release },
  );
}

export async function readRecord(site: StepSite, release: number): Promise<ReleaseRecord | null> {
  return (await readRecords(site)).find((r) => r.release === release) ?? null;
}

/** Atomically, under the fence. */
export async function writeRecord(site: StepSite, record: StoredRecord): Promise<void> {
  const { record: path } = site.paths.release(record.release);
  await writeFenced(site, path, `${JSON.stringify(record, null, 2)}\n`);
}

/** Writes a file 0600 below `root` by temp and rename, under the fence; no link leads out of there. */
export async function writeBelow(
  site: StepSite,
  root: string,
  path: string,
  content: string | Buffer,
): Promise<void> {
  await site.change(writeFile(root, root, posix.relative(root, path)), { input: content });
}

/** Writes a file 0600 below `.roost/releases` by temp and rename, under the fence. */
export async function writeFenced(site: StepSite, path: string, content: string | Buffer): Promise<void> {
  await writeBelow(site, site.paths.releases, path, content);
}
