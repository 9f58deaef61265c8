import type { BackupFacts, Room } from '../../../src/plan/backup/facts';
import { HOUR, MB } from './backup-facts';
import { argsOf, plan, room, script } from './planned';

describe('room', () => {
  const full = (change: Partial<Room>, more: Partial<BackupFacts> = {}): string => {
    try {
      plan({ room: room(change), ...more });
    } catch (error) {
      expect(error).toMatchObject({ code: 'DiskFull' });
      return (error as Error).message;
    }
    return 'enough';
  };

  it('is needed on the host for the copies, not for what is pulled from where it lies', () => {
    expect(full({ hostFree: 250 * MB })).toBe(
      'The backup of phone needs 367 MB on hornbill, where 250 MB are free.',
    );
    expect(full({ hostFree: 370 * MB })).toBe('enough');
  });

  it('counts as free what the sweep removes before anything is copied', () => {
    expect(full({ hostFree: 0, sweepable: 370 * MB })).toBe('enough');
    expect(full({ hostFree: 0, sweepable: 360 * MB })).toContain('where 360 MB are free');
    expect(argsOf(plan({ script }).steps, 'copy-script')).toMatchObject({
      sweep: { sources: [{ kind: 'script' }], keep: 7 * 24 * HOUR },
    });
  });

  it('leaves a share of the disk free, of a very large one 10 GiB', () => {
    expect(full({ hostFree: 390 * MB, hostTotal: 2_000 * MB })).toContain('needs 400 MB on hornbill');
    expect(full({ stagingFree: 590 * MB, stagingTotal: 2_000 * MB })).toContain(
      'needs 600 MB on the control',
    );
    expect(full({ hostFree: 11_100 * MB, hostTotal: 1e13 })).toBe('enough');
  });

  it('is needed here for both, less what lies here already', () => {
    expect(full({ stagingFree: 400 * MB })).toBe(
      'The backup of phone needs 567 MB on the control host, where 400 MB are free.',
    );
    expect(full({ stagingFree: 400 * MB, staged: 200 * MB })).toBe('enough');
    expect(full({ stagingFree: 50 * MB, staged: 900 * MB })).toBe(
      'The backup of phone needs 67.1 MB on the control host, where 50.0 MB are free.',
    );
  });

  it('is what a script wrote the last time, not what the data take; here besides its former files, which stay meanwhile', () => {
    const wrote = (written: number, change: Partial<Room>) => full({ written, ...change }, { script });
    expect(wrote(0, { hostFree: 70 * MB, stagingFree: 70 * MB })).toBe('enough');
    expect(wrote(500 * MB, { hostFree: 500 * MB })).toBe(
      'The backup of phone needs 567 MB on hornbill, where 500 MB are free.',
    );
    expect(wrote(500 * MB, { stagingFree: 500 * MB, staged: 3_500 * MB })).toBe(
      'The backup of phone needs 567 MB on the control host, where 500 MB are free.',
    );
    expect(wrote(500 * MB, { hostFree: 570 * MB, stagingFree: 570 * MB, staged: 3_500 * MB })).toBe('enough');
  });

  it('is not what a script wrote where there is none any more', () => {
    expect(full({ hostFree: 370 * MB, written: 5_000 * MB })).toBe('enough');
  });
});

describe('room beside other apps', () => {
  const needs = (change: Partial<Room>) => () =>
    plan({ room: room({ copies: 0, folders: 200 * MB, stagingFree: 400 * MB, ...change }) });

  it('is left to them by an app that grows by more than it does in a night', () => {
    expect(needs({ others: 300 * MB })).toThrow(expect.objectContaining({ code: 'DiskFull' }));
    expect(needs({ others: 100 * MB })).not.toThrow();
  });

  it('refuses no app that grows as ever, on a disk that is just large enough', () => {
    expect(needs({ others: 1_000 * MB, last: 5_000 * MB })).not.toThrow();
    expect(needs({ others: 1_000 * MB, staged: 200 * MB })).not.toThrow();
  });

  it('is promised to the pull, and no part of the plan’s identity', () => {
    const [one, other] = [
      plan({ room: room({ staged: 50 * MB }) }),
      plan({ room: room({ staged: 60 * MB }) }),
    ];
    expect(argsOf(one.steps, 'pull')).toMatchObject({ room: { needed: 450 * MB, staged: 50 * MB } });
    expect(other.hash).toBe(one.hash);
  });
});
