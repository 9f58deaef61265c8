import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createGuard } from '../../src/host/guard';
import { createSshHosts } from '../../src/host/ssh';
import type { Guard, SshHosts, Fence, Host, LockOwner } from '../../src/host/types';
import type { Hold } from '../../src/protocol/release-record';
import { describeWithSshd, isRoot, startSshd, type Sshd } from './sshd';

const named = (code: string) => expect.objectContaining({ code });
const owner = (runId: string, changes: Partial<LockOwner> = {}): LockOwner => ({
  plane: 'plane',
  workflowId: `deploy-${runId}`,
  runId,
  workflow: 'deploy',
  by: 'ann',
  ...changes,
});
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describeWithSshd('the guard', () => {
  let sshd: Sshd;
  let ssh: SshHosts;
  let host: Host;
  let guard: Guard;
  let app: string;
  let count = 0;

  beforeAll(async () => {
    sshd = await startSshd();
    ssh = createSshHosts();
    host = ssh.host(sshd.target());
  });
  afterAll(async () => {
    await ssh.close();
    await sshd.stop();
  });
  beforeEach(() => {
    app = join(sshd.folder, `app-${count++}`);
    guard = createGuard(host, app);
  });

  const take = async (runId: string): Promise<Fence> => {
    const taken = await guard.acquire(owner(runId));
    if (!taken.got) throw new Error(`held by ${taken.holder.runId}`);
    return { token: taken.lock.token, runId, operation: `op-${runId}`, expect: 0, direction: 'forward' };
  };
  it('gives no lock to a control plane that another one has followed, whatever its runs are called', async () => {
    const held = await take('former');
    await guard.claim('new');
    // What holds the lock goes on until it is freed.
    expect(await guard.show()).toMatchObject({ runId: 'former', token: held.token });
    expect(await guard.release('former', held.token)).toBe(true);
    const former = owner('again', { workflowId: '"plane":"new"', by: '\\"plane\\":\\"new\\"' });
    for (const attempt of [guard.acquire(former), guard.takeOver(former, held.token)])
      await expect(attempt).rejects.toMatchObject({
        code: 'CommandedElsewhere',
        message: expect.stringContaining('control plane new since 20'),
      });
    expect(await guard.acquire(owner('mine', { plane: 'new' }))).toMatchObject({ got: true });
    // A plane whose name only begins so is another.
    await guard.claim('newest');
    await expect(guard.acquire(owner('mine', { plane: 'new' }))).rejects.toEqual(named('CommandedElsewhere'));
    const before = readFileSync(join(app, '.roost/plane'), 'utf8');
    await guard.claim('newest');
    expect(readFileSync(join(app, '.roost/plane'), 'utf8')).toBe(before);
  });

  const mark = () => join(app, 'ran');
  const runs = () => (existsSync(mark()) ? readFileSync(mark(), 'utf8') : '');
  const changing = (text = 'x') => ['sh', '-c', `printf %s ${text} >>"$1"`, 'mark', mark()];

  describe('the lock', () => {
    test('free, taken, shown; the folder is private', async () => {
      expect(await guard.show()).toBeNull();
      const asked = owner('a', { by: `Ann "the\nboss" O'Neil $(id) \u0000 ü` });
      const taken = await guard.acquire(asked);
      expect(taken).toEqual({
        got: true,
        lock: { ...asked, token: 1, since: expect.stringMatching(/^\d{4}-.*Z$/) },
      });
      expect(await guard.show()).toEqual((taken as { lock: unknown }).lock);
      expect(
        Math.abs(Date.parse((taken as { lock: { since: string } }).lock.since) - Date.now()),
      ).toBeLessThan(5_000);
      expect(statSync(join(app, '.roost')).mode & 0o777).toBe(0o700);
    });

    test('ten at once: one gets it, the others learn who', async () => {
      const doors = Array.from({ length: 3 }, () => createSshHosts());
      const guards = Array.from({ length: 10 }, (_, i) =>
        createGuard(doors[i % 3]!.host(sshd.target()), app),
      );
      const answers = await Promise.all(guards.map((one, i) => one.acquire(owner(`r${i}`))));
      const [winner, ...more] = answers.filter((answer) => answer.got);
      expect(more).toEqual([]);
      for (const answer of answers)
        if (!answer.got) expect(answer.holder).toEqual((winner as { lock: unknown }).lock);
      for (const one of doors) await one.close();
    });

    test('asking again after a lost answer changes nothing', async () => {
      const first = await guard.acquire(owner('a'));
      expect(await guard.acquire(owner('a', { by: 'other' }))).toEqual(first);
    });

    test('the token rises with every change of hands', async () => {
      const a = await take('a');
      await guard.release('a', a.token);
      expect((await take('b')).token).toBe(a.token + 1);
    });

    test('take-overs at once: one wins; a late one sees the new holder; a repeated one is answered again', async () => {
      const { token } = await take('old');
      const answers = await Promise.all(['x', 'y', 'z'].map((id) => guard.takeOver(owner(id), token)));
      const won = answers.filter((answer) => answer.got);
      expect(won).toHaveLength(1);
      const lock = (won[0] as { lock: { runId: string; token: number } }).lock;
      expect(lock.token).toBe(token + 1);
      expect(await guard.takeOver(owner('late'), token)).toEqual({ got: false, holder: lock });
      expect(await guard.takeOver(owner(lock.runId), token)).toEqual({ got: true, lock });
      await guard.release(lock.runId, lock.token);
      expect(await guard.takeOver(owner('late'), token)).toEqual({ got: false, holder: null });
    });

    test('only its holder releases it, and that ends the operation', async () => {
      const fence = await take('a');
      await guard.change(fence, changing());
      expect(await guard.release('b', fence.token, fence.operation)).toBe(false);
      expect(await guard.release('a', fence.token + 1, fence.operation)).toBe(false);
      await guard.change(fence, changing());
      expect(await guard.release('a', fence.token, fence.operation)).toBe(true);
      expect(await guard.release('a', fence.token, fence.operation)).toBe(false);
      expect(await guard.show()).toBeNull();
      const again = await take('a');
      await expect(guard.change({ ...again, operation: fence.operation }, changing())).rejects.toEqual(
        named('OperationClosed'),
      );
    });

    test('broken by an operator, whoever holds it', async () => {
      await take('a');
      expect(await guard.break()).toMatchObject({ runId: 'a' });
      expect(await guard.break()).toBeNull();
    });

    test.each(['', '7 a', '7 a 2026-01-01T00:00:00Z\n{}'])(
      'a damaged lock file (%j) is neither free nor a wedge',
      async (content) => {
        await take('a');
        writeFileSync(join(app, '.roost/lock'), content);
        await expect(guard.acquire(owner('b'))).rejects.toEqual(named('HostMisconfigured'));
        await expect(guard.show()).rejects.toThrow('damaged');
        await guard.break();
        expect((await guard.acquire(owner('b'))).got).toBe(true);
      },
    );
  });

  describe('the fence', () => {
    test("lets its holder through; output, input and exit code are the command's own", async () => {
      const fence = await take('a');
      const result = await guard.change(fence, ['sh', '-c', 'cat; echo err >&2; exit 97'], {
        input: 'in',
        ok: [97],
      });
      expect(result).toEqual({ code: 97, stdout: 'in', stderr: 'err\n' });
      await expect(guard.change(fence, ['sh', '-c', 'echo no >&2; exit 5'])).rejects.toMatchObject({
        code: 'CommandFailed',
        message: 'sh on box ended with 5: no',
        details: { code: 5 },
      });
      const chunks: string[] = [];
      await guard.change(fence, ['seq', '3'], { onStdout: (chunk) => void chunks.push(chunk.toString()) });
      expect(chunks.join('')).toBe('1\n2\n3\n');
    });

    test('a run that holds nothing is refused: never taken, taken over, reset, released', async () => {
      const a = await take('a');
      await expect(guard.change({ ...a, runId: 'b' }, changing())).rejects.toMatchObject({
        code: 'LockLost',
        details: { holder: 'a' },
      });
      await guard.takeOver(owner('a2', { workflowId: 'deploy-a' }), a.token);
      await expect(guard.change(a, changing())).rejects.toEqual(named('LockLost'));
      await expect(guard.change({ ...a, runId: 'a2' }, changing())).rejects.toEqual(named('LockLost'));
      await guard.release('a2', a.token + 1);
      await expect(guard.change(a, changing())).rejects.toEqual(named('LockLost'));
      expect(runs()).toBe('');
    });

    test("forward steps end with the operation's undo, undo steps need something to undo", async () => {
      const fence = await take('a');
      const undo: Fence = { ...fence, direction: 'undo' };
      await expect(guard.change(undo, changing())).rejects.toEqual(named('OperationClosed'));
      await guard.change(fence, changing('f'));
      await guard.change(undo, changing('u'));
      await guard.beginUndo(undo);
      await guard.beginUndo(undo);
      await expect(guard.change(fence, changing())).rejects.toEqual(named('OperationClosed'));
      await guard.change(undo, changing('u'));
      expect(runs()).toBe('fuu');
    });

    test('an undo that begins before any step keeps late steps out', async () => {
      const fence = await take('a');
      await guard.beginUndo({ ...fence, direction: 'undo' });
      await expect(guard.change(fence, changing())).rejects.toEqual(named('OperationClosed'));
      await guard.change({ ...fence, direction: 'undo' }, changing('u'));
      expect(runs()).toBe('u');
    });

    test('a plan for another release is stale, and leaves no mark', async () => {
      const fence = await take('a');
      await expect(guard.change({ ...fence, expect: 3 }, changing())).rejects.toEqual(named('StalePlan'));
      expect(runs()).toBe('');
      expect(existsSync(join(app, '.roost/operations'))).toBe(false);
    });

    test('an ended operation: a committed one is stale, an undone one closed', async () => {
      const a = await take('a');
      await guard.commit(a, 4);
      await guard.release('a', a.token, a.operation);
      const again: Fence = { ...(await take('a')), operation: a.operation };
      const stale = expect.objectContaining({
        code: 'StalePlan',
        traits: { isEnded: true },
      });
      await expect(guard.change(again, changing())).rejects.toEqual(stale);
      await expect(guard.change({ ...again, expect: 4 }, changing())).rejects.toEqual(stale);
      await expect(guard.beginUndo({ ...again, direction: 'undo' })).rejects.toEqual(stale);
      await expect(guard.commit({ ...again, runId: 'a', expect: 4 }, 5)).rejects.toEqual(stale);
      await guard.release('a', again.token);

      const b = { ...(await take('b')), expect: 4 };
      await guard.beginUndo({ ...b, direction: 'undo' });
      await guard.release('b', b.token, b.operation);
      const back = { ...(await take('b')), operation: b.operation, expect: 4 };
      await expect(guard.change(back, changing())).rejects.toEqual(named('OperationClosed'));
      await expect(guard.beginUndo({ ...back, direction: 'undo' })).rejects.toEqual(named('OperationClosed'));
      await guard.commit({ ...back, operation: 'op-c' }, 5);
      await expect(guard.change(back, changing())).rejects.toEqual(stale);
      expect(runs()).toBe('');
    });

    test("a take-over waits for the former holder's running command", async () => {
      const fence = await take('a');
      const order: string[] = [];
      const running = guard.change(fence, ['sleep', '1']).then(() => order.push('command'));
      await sleep(300);
      const taking = guard.takeOver(owner('b'), fence.token).then(() => order.push('take-over'));
      await Promise.all([running, taking]);
      expect(order).toEqual(['command', 'take-over']);
    });

    test('even when the connection of that command was cut', async () => {
      const fence = await take('a');
      const script = 'sleep 1; printf done >>"$1"';
      const running = guard.change(fence, ['sh', '-c', script, 'slow', mark()]);
      setTimeout(() => sshd.cut(), 300);
      await expect(running).rejects.toEqual(named('ConnectionLost'));
      expect((await guard.takeOver(owner('b'), fence.token)).got).toBe(true);
      expect(runs()).toBe('done');
    });

    test('whoever was cut off while waiting runs nothing later', async () => {
      const fence = await take('a');
      const blocking = guard.change(fence, ['sleep', '1']).catch(() => undefined);
      await sleep(200);
      const waiting = guard.change(fence, changing()).catch((error) => error);
      await sleep(300);
      sshd.cut();
      await blocking;
      expect(await waiting).toEqual(named('ConnectionLost'));
      await sleep(1_200);
      await guard.change(fence, changing('later'));
      expect(runs()).toBe('later');
    });

    test('a daemon that a command leaves does not keep the others waiting', async () => {
      const fence = await take('a');
      await guard.change(fence, ['sh', '-c', 'sleep 15 >/dev/null 2>&1 &']);
      await createGuard(host, app, { wait: 1 }).change(fence, changing());
      expect(runs()).toBe('x');
    });

    test('a long command of the same app makes others busy', async () => {
      const fence = await take('a');
      const running = guard.change(fence, ['sleep', '2']);
      await sleep(200);
      await expect(createGuard(host, app, { wait: 0 }).show()).rejects.toEqual(named('HostBusy'));
      await running;
    });
  });

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

    test('a hold is ended by resume, which changes nothing else, whoever has the lock', async () => {
      const fence = await take('a');
      expect(await guard.resume()).toBeNull();
      expect(await guard.current()).toBeNull();
      await guard.commit(fence, 4, hold);
      expect(await guard.resume()).toEqual(hold);
      expect(await guard.resume()).toBeNull();
      expect(await guard.current()).toEqual({ release: 4, operation: 'op-a', runId: 'a' });
      await guard.commit({ ...fence, expect: 4 }, 5);
    });

    test('a hold that cannot be read is told, not taken for none', async () => {
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
    const locked = join(sshd.folder, `locked-${count++}`);
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

  test('a guarded command takes milliseconds', async () => {
    const fence = await take('a');
    const times: number[] = [];
    for (let i = 0; i < 40; i++) {
      const began = performance.now();
      await guard.change(fence, ['true']);
      times.push(performance.now() - began);
    }
    const median = times.sort((a, b) => a - b)[20]!;
    process.stderr.write(`guarded exec: median ${median.toFixed(1)} ms\n`);
    expect(median).toBeLessThan(150);
  });
});
