/** Whether a backup has room on both hosts. Errors: `DiskFull`. */
import { RoostError } from '../../errors';
import { bytes } from '../../lib/units';
import type { CopySource } from '../../protocol/data';
import type { BackupFacts, Room } from './facts';

const MIB = 1024 * 1024;
/** Left free, whatever is copied: bytes of a disk of `total`. */
const spareOf = (total: number): number => Math.min(Math.max(64 * MIB, total / 20), 10 * 1024 * MIB);

export function refuseWithoutRoom({ app, host, room }: BackupFacts, sources: CopySource[]): void {
  const short = (where: string, needed: number, free: number): RoostError =>
    new RoostError(
      'DiskFull',
      `The backup of ${app.name} needs ${bytes(needed)} on ${where}, where ${bytes(free)} are free.`,
      { app: app.name, needed, free },
    );
  const byScript = sources.some(({ kind }) => kind === 'script');
  const made = byScript ? room.written : room.copies;
  const onHost = made + spareOf(room.hostTotal);
  const hostFree = room.hostFree + room.sweepable;
  if (hostFree < onHost) throw short(host.name, onHost, hostFree);
  const needed = neededHere(room, sources);
  // More than an app grows by in a night must leave the others what they grow by.
  const others = needed > (room.last ?? 0) * GROWTH ? (room.others ?? 0) : 0;
  const here = needed + others + spareOf(room.stagingTotal);
  if (room.stagingFree < here) throw short('the control host', here, room.stagingFree);
}

/** What an app's staging is expected to grow by in a night, as a part of what it holds. */
export const GROWTH = 0.05;

/**
 * Pulled beside what is there, file by file; a script's former files
 * stay until the last of its new ones is here.
 */
export function neededHere(room: Room, sources: CopySource[]): number {
  return sources.some(({ kind }) => kind === 'script')
    ? room.written
    : Math.max(0, room.copies + room.folders - room.staged);
}
