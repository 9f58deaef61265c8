/** Streams over SSH wait for the slower side, and arrive complete. */
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSshHosts } from '../../../src/host/ssh';
import type { SshHosts, Host } from '../../../src/host/types';
import { describeWithSshd, startSshd, type Sshd } from '../sshd';

const MB = 1024 * 1024;

describeWithSshd('a stream', () => {
  let sshd: Sshd;
  let ssh: SshHosts;
  let host: Host;

  beforeAll(async () => {
    sshd = await startSshd();
    ssh = createSshHosts();
    host = ssh.host(sshd.target());
  });
  afterAll(async () => {
    await ssh.close();
    await sshd.stop();
  });

  test('to a command that reads slowly is read slowly', async () => {
    let made = 0;
    const stdin = Readable.from(
      (function* () {
        for (; made < 100 * MB; made += MB) yield Buffer.alloc(MB, 'x');
      })(),
    );
    const running = host.stream(['sh', '-c', 'sleep 1.5; wc -c'], { stdin });
    await sleep(1_000);
    expect(made / MB).toBeLessThan(20);
    expect((await running).stdout).toBe(`${100 * MB}\n`);
  });

  test('from a command is read as it is taken', async () => {
    let taken = 0;
    let waiting = 0;
    const onStdout = async (chunk: Buffer): Promise<void> => {
      // One at a time.
      expect(++waiting).toBe(1);
      await sleep(5);
      waiting -= 1;
      taken += chunk.length;
    };
    await host.stream(['sh', '-c', `head -c ${8 * MB} /dev/zero`], { onStdout });
    expect(taken).toBe(8 * MB);
  });

  test('is whole though its command has ended long before it was taken', async () => {
    let taken = 0;
    let slow = 0;
    const onStdout = async (chunk: Buffer): Promise<void> => {
      if (slow++ === 0) await sleep(3_000);
      taken += chunk.length;
    };
    await host.stream(['sh', '-c', `head -c ${MB} /dev/zero`], { onStdout });
    expect(taken).toBe(MB);
  });

  test('whose taker fails, fails by that', async () => {
    const onStdout = (): Promise<void> => Promise.reject(new Error('no place'));
    await expect(host.stream(['seq', '100000'], { onStdout })).rejects.toThrow('no place');
  });
});
