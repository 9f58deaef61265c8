/** Reads what restic prints with --json: one object, an array, or a line for each message. */
import { z } from 'zod';
import { RoostError } from '../errors';
import type {
  BackupProgress,
  BackupSummary,
  RepositoryKey,
  RestoreProgress,
  Snapshot,
  SnapshotNode,
} from './types';

const snapshot = z.object({
  id: z.string(),
  time: z.string(),
  hostname: z.string().default(''),
  tags: z
    .array(z.string())
    .nullish()
    .transform((tags) => tags ?? []),
  paths: z
    .array(z.string())
    .nullish()
    .transform((paths) => paths ?? []),
  summary: z
    .object({
      total_bytes_processed: z.number().default(0),
      total_files_processed: z.number().default(0),
      data_added: z.number().default(0),
    })
    .optional(),
});

const repositoryKey = z
  .object({ id: z.string(), current: z.boolean(), userName: z.string(), hostName: z.string() })
  .transform(({ userName: user, hostName: host, id, current }) => ({ id, current, user, host }));

const summary = z.object({
  message_type: z.literal('summary'),
  snapshot_id: z.string(),
  total_bytes_processed: z.number().default(0),
  total_files_processed: z.number().default(0),
  data_added: z.number().default(0),
  total_duration: z.number().default(0),
});

const status = z.object({
  message_type: z.literal('status'),
  bytes_done: z.number().default(0),
  total_bytes: z.number().default(0),
  files_done: z.number().default(0),
});

const group = z.object({ keep: z.array(z.unknown()).nullish(), remove: z.array(z.unknown()).nullish() });

/** Undefined: it is none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Errors: `ResticFailed`: it is no JSON of that shape. */
function read<T>(schema: z.ZodType<T>, text: string, what: string): T {
  const found = schema.safeParse(jsonOf(text));
  if (!found.success) throw unreadable(what, text);
  return found.data;
}

const unreadable = (what: string, text: string): RoostError =>
  new RoostError(
    'ResticFailed',
    `restic's answer to ${what} cannot be read: ${text.trim().slice(0, 200) || 'it is empty'}`,
  );

/** Oldest first. */
export const readKeys = (text: string): RepositoryKey[] => read(z.array(repositoryKey), text, 'key list');

export function readSnapshots(text: string): Snapshot[] {
  const found = read(z.array(snapshot).nullable(), text, 'snapshots') ?? [];
  return found
    .map(({ id, time, hostname, tags, paths, summary: counts }) => ({
      id,
      time,
      host: hostname,
      tags,
      paths,
      bytes: counts?.total_bytes_processed,
      files: counts?.total_files_processed,
      added: counts?.data_added,
    }))
    .sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
}

/** A line of `restic backup --json`; null: one that says nothing of these. */
export function readBackupLine(
  line: string,
): { progress: BackupProgress } | { summary: BackupSummary } | null {
  const value = jsonOf(line);
  const end = summary.safeParse(value);
  if (end.success) {
    const { snapshot_id, total_bytes_processed, total_files_processed, data_added, total_duration } =
      end.data;
    return {
      summary: {
        snapshot: snapshot_id,
        bytes: total_bytes_processed,
        files: total_files_processed,
        added: data_added,
        seconds: total_duration,
      },
    };
  }
  const now = status.safeParse(value);
  if (!now.success) return null;
  return {
    progress: { bytes: now.data.bytes_done, totalBytes: now.data.total_bytes, files: now.data.files_done },
  };
}

const node = z.object({
  struct_type: z.literal('node'),
  type: z.string(),
  path: z.string(),
  size: z.number().default(0),
  mtime: z.string().default(''),
});

/** A line of `restic ls --json`; null: one that is no file or folder. */
export function readNodeLine(line: string): SnapshotNode | null {
  const { data } = node.safeParse(jsonOf(line));
  return data ? { path: data.path, type: data.type, size: data.size, modified: data.mtime } : null;
}

const restoring = z.object({
  message_type: z.literal('status'),
  bytes_restored: z.number().default(0),
  total_bytes: z.number().default(0),
  files_restored: z.number().default(0),
});

/** A line of `restic restore --json`; null: one that says nothing of how far it is. */
export function readRestoreLine(line: string): RestoreProgress | null {
  const { data } = restoring.safeParse(jsonOf(line));
  return data
    ? { bytes: data.bytes_restored, totalBytes: data.total_bytes, files: data.files_restored }
    : null;
}

export function readForget(text: string): { kept: number; removed: number } {
  // Where no snapshot has the tag, restic answers nothing at all.
  const groups = text.trim() === '' ? [] : (read(z.array(group).nullable(), text, 'forget') ?? []);
  const count = (of: 'keep' | 'remove') => groups.reduce((sum, one) => sum + (one[of]?.length ?? 0), 0);
  return { kept: count('keep'), removed: count('remove') };
}

export const readSize = (text: string): number =>
  read(z.object({ total_size: z.number() }), text, 'stats').total_size;

export const readInit = (text: string): string => read(z.object({ id: z.string() }), text, 'init').id;

const retagged = z.object({ message_type: z.literal('changed'), new_snapshot_id: z.string() });

/** Its id after `tag --json`, which has a line for each snapshot and one that counts them. */
export function readRetagged(text: string): string {
  for (const line of text.trim().split('\n')) {
    const { data } = retagged.safeParse(jsonOf(line));
    if (data) return data.new_snapshot_id;
  }
  throw unreadable('tag', text);
}
