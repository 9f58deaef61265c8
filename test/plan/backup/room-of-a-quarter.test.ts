/** Planner and sweep over 90 nights on a disk that is just large enough for two copies. */
import { planBackup } from '../../../src/plan/backup/backup';
import { KEEP_COPIES } from '../../../src/plan/backup/steps';
import { superfluous, type OldCopy } from '../../../src/plan/backup/sweep';
import { backupFacts, MB } from './backup-facts';

const NIGHTS = 90;
const DAY = 86_400;
const COPY = 6_000 * MB;
const SPARE = 2_000 * MB;

interface Simulation {
  /** Bytes of the disk that the copies may use, the spare included. */
  capacity: number;
  /** Whether the snapshot of a night gets into the repository. */
  stored(night: number): boolean;
  /** By a script that writes dated files; else by dumps in the folder of each operation. */
  script?: boolean;
}

/**
 * What plan, sweep and copy do in each night. Returns nights that were
 * refused, and the most bytes that were used.
 */
function simulate({ capacity, stored, script = false }: Simulation): { refused: number[]; most: number } {
  let lying: OldCopy[] = [];
  let proven: string | null = null;
  let most = 0;
  const refused: number[] = [];
  const used = (): number => lying.reduce((sum, { bytes }) => sum + bytes, 0);
  for (let night = 0; night < NIGHTS; night++) {
    const [now, operation] = [night * DAY, (0xa000000000 + night).toString(16)];
    const date = new Date(Date.UTC(2026, 0, 1 + night)).toISOString().slice(0, 10);
    const old = superfluous(lying, { keep: KEEP_COPIES, proven }, now, operation);
    const facts = backupFacts({ script: script ? { command: './backup.sh', output: 'backup' } : null });
    const sweepable = old.reduce((sum, { bytes }) => sum + bytes, 0);
    const made = { copies: COPY, written: COPY, database: COPY };
    const room = { ...facts.room, ...made, hostTotal: 20 * SPARE, hostFree: capacity - used(), sweepable };
    const here = { stagingFree: 1e15, stagingTotal: 1e15 };
    try {
      planBackup({ ...facts, room: { ...room, ...here } }, operation, 0);
    } catch (error) {
      expect(error).toMatchObject({ code: 'DiskFull' });
      refused.push(night);
      continue;
    }
    lying = lying.filter((one) => !old.includes(one));
    const name = script ? `phone-${date}.dump` : operation;
    const kind = script ? 'dated' : 'operation';
    lying.push({ folder: '/backup', name, kind, modified: now, changed: now, bytes: COPY });
    most = Math.max(most, used());
    if (stored(night)) proven = operation;
  }
  return { refused, most };
}

const nights = {
  'that all succeed': () => true,
  'whose repository is never reached': () => false,
  'whose repository is away for a month': (night: number) => night < 20 || night > 50,
  'of which each third fails': (night: number) => night % 3 !== 0,
};

it.each(Object.entries(nights))('refuses none of 90 nights %s, on a disk of two copies', (_, stored) => {
  const capacity = 2 * COPY + SPARE;
  expect(simulate({ capacity, stored })).toEqual({ refused: [], most: 2 * COPY });
});

it('refuses a disk that has no room for a second copy', () => {
  expect(simulate({ capacity: 2 * COPY + SPARE - 1, stored: () => true }).refused).toHaveLength(NIGHTS - 1);
});

it('refuses none of 90 nights of a script that keeps its files for a week', () => {
  const capacity = 8 * COPY + COPY + SPARE;
  expect(simulate({ capacity, stored: () => false, script: true }).refused).toEqual([]);
});
