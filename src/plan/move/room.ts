/** Whether an app's data have room on the host that it moves to. Errors: `DiskFull`. */
import { RoostError } from '../../errors';
import { bytes } from '../../lib/units';
import { loadedBytes, spareOf } from '../restore/restore';
import type { Disk } from '../restore/world';
import type { MoveFacts } from './facts';

/** Said before anything is sent: found out in the middle it would be a down time for nothing. */
export function refuseWithoutRoom({ app, to, there, size }: MoveFacts): void {
  // Of data that are there already only the difference comes.
  if (size === null || there.away !== null) return;
  const { copied, disk, docker } = size;
  const database = size.database > 0 ? loadedBytes(size.database) : 0;
  const refuse = (where: string, need: number, { free, total }: Disk): void => {
    const needed = need + spareOf({ free, total });
    if (free >= needed) return;
    throw new RoostError(
      'DiskFull',
      `The move of ${app.name} needs ${bytes(needed)} on ${where}, where ${bytes(free)} are free.`,
      { app: app.name, host: to.name, needed, free },
    );
  };
  refuse(to.name, copied + (docker ? 0 : database), disk);
  if (docker) refuse(`${to.name}, Docker's disk`, database, docker);
}
