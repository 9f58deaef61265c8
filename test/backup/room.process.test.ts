import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backupPaths, StagingRoom } from '../../src/backup';

const GB = 1e9;
const full = expect.objectContaining({ code: 'DiskFull' });

describe('room in the staging', () => {
  let folder: string;
  let free: number;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'roost-room-'));
    free = 100 * GB;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  // 5 % of it are spare.
  const disk = async () => ({ free, total: 100 * GB });
  const take = (app: string, needed: number) =>
    StagingRoom.take(backupPaths(folder), app, { needed, staged: 0 }, disk, 5);
  const bring = (app: string, bytes: number): void => {
    const staging = backupPaths(folder).app(app);
    mkdirSync(staging, { recursive: true });
    writeFileSync(join(staging, 'file'), Buffer.alloc(bytes, 1));
  };
  const ended = async (room: StagingRoom): Promise<unknown> => {
    for (let n = 0; n < 100 && !room.signal.aborted; n++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    return room.signal.reason;
  };

  it('that one pull was promised is not there for another', async () => {
    const first = await take('a', 60 * GB);
    await expect(take('b', 40 * GB)).rejects.toEqual(full);
    const other = await take('b', 30 * GB);
    await expect(take('c', 10 * GB)).rejects.toEqual(full);
    await first.free();
    await (await take('c', 10 * GB)).free();
    await other.free();
    expect(readdirSync(backupPaths(folder).marks).filter((name) => name.endsWith('.room'))).toEqual([]);
  });

  it('is asked of nobody who needs none', async () => {
    free = 0;
    await (await take('a', 0)).free();
  });

  it('of a worker that died is free again', async () => {
    mkdirSync(backupPaths(folder).marks);
    const mark = { pid: 2 ** 22, started: '1', bytes: 90 * GB, brought: 0 };
    writeFileSync(backupPaths(folder).mark('dead', 'room'), JSON.stringify(mark));
    writeFileSync(backupPaths(folder).mark('half', 'room'), '{"pid":');
    await (await take('a', 60 * GB)).free();
  });

  it('ends the pull that brings more than was expected, before it takes what others were promised', async () => {
    const others = await take('b', 20 * GB);
    const room = await take('a', 1000);
    bring('a', 5_000);
    room.brought(5_000);
    // There is enough for all.
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(room.signal.aborted).toBe(false);
    free = 24 * GB;
    expect(await ended(room)).toEqual(full);
    expect(others.signal.aborted).toBe(false);
    await Promise.all([room.free(), others.free()]);
  });

  it('is not taken by what was only rewritten in its place', async () => {
    const room = await take('a', 50_000);
    bring('a', 5_000);
    room.brought(80 * GB);
    free = 0;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(room.signal.aborted).toBe(false);
    await room.free();
  });
});
