import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGuard } from '../../../src/host/guard';
import { createSshHosts } from '../../../src/host/ssh';
import { app, changing, describeGuard, guard, named, owner, sshd, take } from './rig';

describeGuard('the lock of the guard', () => {
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

  test('free, taken, shown; the folder is private', async () => {
    expect(await guard.show()).toBeNull();
    const asked = owner('a', { by: `Ann "the\nboss" O'Neil $(id) \u0000 ü` });
    const taken = await guard.acquire(asked);
    expect(taken).toEqual({
      got: true,
      lock: { ...asked, token: 1, since: expect.stringMatching(/^\d{4}-.*Z$/) },
    });
    expect(await guard.show()).toEqual((taken as { lock: unknown }).lock);
    expect(Math.abs(Date.parse((taken as { lock: { since: string } }).lock.since) - Date.now())).toBeLessThan(
      5_000,
    );
    expect(statSync(join(app, '.roost')).mode & 0o777).toBe(0o700);
  });

  test('ten at once: one gets it, the others get its name', async () => {
    const doors = Array.from({ length: 3 }, () => createSshHosts());
    const guards = Array.from({ length: 10 }, (_, i) => createGuard(doors[i % 3]!.host(sshd.target()), app));
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

  test('broken by an operator, whichever run holds it', async () => {
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
