import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createGuard } from '../../../src/host/guard';
import type { Fence } from '../../../src/host/types';
import { app, changing, describeGuard, guard, host, mark, named, owner, runs, sshd, take } from './rig';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describeGuard('the fence of the guard', () => {
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

  test('a command that was cut off while it waited does not run later', async () => {
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
