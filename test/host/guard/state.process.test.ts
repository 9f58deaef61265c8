import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGuard } from '../../../src/host/guard';
import type { Fence } from '../../../src/host/types';
import type { Hold } from '../../../src/protocol/release-record';
import { isRoot } from '../sshd';
import { app, changing, describeGuard, guard, host, named, owner, sshd, take } from './rig';

describeGuard('what the guard keeps', () => {
  describe('the current release', () => {
    test('none, committed, committed again, stale', async () => {
      const fence = await take('a');
      expect(await guard.current()).toBeNull();
      await guard.commit(fence, 4);
      await guard.commit(fence, 4);
      expect(await guard.current()).toEqual({ release: 4, operation: 'op-a', runId: 'a' });
      await expect(guard.commit(fence, 5)).rejects.toEqual(named('StalePlan'));
      await guard.commit({ ...fence, expect: 4 }, 5);
      expect((await guard.current())?.release).toBe(5);
    });

    test('already committed by the run that was reset: so it stays while the operation is open', async () => {
      const a = await take('a');
      await guard.commit(a, 4);
      const taken = await guard.takeOver(owner('a2'), a.token);
      const reset: Fence = { ...a, runId: 'a2', token: taken.got ? taken.lock.token : 0 };
      await guard.commit(reset, 4);
      expect(await guard.current()).toEqual({ release: 4, operation: 'op-a', runId: 'a' });
      await expect(guard.commit({ ...reset, operation: 'op-b' }, 4)).rejects.toEqual(named('StalePlan'));
    });

    const hold: Hold = {
      release: 4,
      commit: 'abc',
      version: null,
      commits: ['abc'],
      since: '2026-01-01T00:00:00Z',
      by: `Ann "the\nboss"  O'Neil \\n $(id) ü`,
    };

    test('a hold begins with the commit, and ends with the next one', async () => {
      const fence = await take('a');
      await guard.commit(fence, 4, hold);
      expect(await guard.current()).toEqual({ release: 4, operation: 'op-a', runId: 'a', hold });
      await guard.commit(fence, 4, { ...hold, by: 'another attempt' });
      expect((await guard.current())?.hold).toEqual(hold);
      await guard.change({ ...fence, expect: 4 }, changing());
      await guard.commit({ ...fence, expect: 4 }, 5);
      expect(await guard.current()).toEqual({ release: 5, operation: 'op-a', runId: 'a' });
    });

    test('a hold is ended by resume, which changes nothing else, whichever run has the lock', async () => {
      const fence = await take('a');
      expect(await guard.resume()).toBeNull();
      expect(await guard.current()).toBeNull();
      await guard.commit(fence, 4, hold);
      expect(await guard.resume()).toEqual(hold);
      expect(await guard.resume()).toBeNull();
      expect(await guard.current()).toEqual({ release: 4, operation: 'op-a', runId: 'a' });
      await guard.commit({ ...fence, expect: 4 }, 5);
    });

    test('a hold that cannot be read is an error, not taken for none', async () => {
      await guard.commit(await take('a'), 4);
      writeFileSync(join(app, '.roost/current'), '4 op-a a {"release\nend\n');
      await expect(guard.current()).rejects.toEqual(named('HostMisconfigured'));
    });

    test('no commit without the lock, nor by an operation that is undone', async () => {
      const fence = await take('a');
      await expect(guard.commit({ ...fence, runId: 'b' }, 4)).rejects.toEqual(named('LockLost'));
      await guard.beginUndo({ ...fence, direction: 'undo' });
      await expect(guard.commit(fence, 4)).rejects.toEqual(named('OperationClosed'));
      expect(await guard.current()).toBeNull();
    });
  });

  test('a folder taken away in between is made again', async () => {
    await guard.show();
    rmSync(app, { recursive: true });
    expect((await guard.acquire(owner('a'))).got).toBe(true);
  });

  (isRoot ? test : test.skip)('a folder that cannot be made is named with its remedy', async () => {
    const locked = join(sshd.folder, 'locked');
    mkdirSync(locked);
    chmodSync(locked, 0o755);
    const error = await createGuard(host, join(locked, 'app'))
      .show()
      .catch((e) => e);
    expect(error).toEqual(named('HostMisconfigured'));
    expect(error.message).toContain(`install -d -o ${sshd.user} ${join(locked, 'app')}`);
  });

  test('names that could leave the folder are refused', async () => {
    await expect(guard.acquire(owner('../x'))).rejects.toEqual(named('BadRequest'));
  });

  (isRoot ? test : test.skip)('a full disk never leaves a false state', async () => {
    mkdirSync(app);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160k,mode=0777', 'tmpfs', app]);
    try {
      const fence = await take('a');
      await guard.change(fence, ['true']);
      await guard.commit(fence, 1);
      const before = await guard.show();
      const fill = () => execFileSync('sh', ['-c', `cat /dev/zero >${app}/fill 2>/dev/null || :`]);
      fill();
      await expect(guard.takeOver(owner('b'), fence.token)).rejects.toEqual(named('DiskFull'));
      await expect(guard.commit({ ...fence, expect: 1 }, 2)).rejects.toEqual(named('DiskFull'));
      expect(await guard.show()).toEqual(before);
      expect(await guard.current()).toMatchObject({ release: 1 });
      expect(await guard.release('a', fence.token, fence.operation)).toBe(true);
      fill();
      await expect(guard.acquire(owner('b'))).rejects.toEqual(named('DiskFull'));
      expect(await guard.show()).toBeNull();
      rmSync(join(app, 'fill'));
      expect((await guard.acquire(owner('b'))).got).toBe(true);
      expect(readdirSync(join(app, '.roost')).filter((name) => name.startsWith('.new'))).toEqual([]);
    } finally {
      execFileSync('umount', [app]);
    }
  });
});
