import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { firstKey } from '../../../src/host/ssh/first-key';
import { describeWithSshd, startSshd, type Sshd } from '../sshd';

describeWithSshd('the first key of a host', () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.stop());

  test('is the one that the fleet file will pin, with the fingerprint of ssh-keygen', async () => {
    const { hostKey, fingerprint } = await firstKey([`127.0.0.1:1`, `127.0.0.1:${sshd.port}`]);
    const pinned = sshd.target().hostKey.split(' ').slice(0, 2).join(' ');
    expect(hostKey).toBe(pinned);
    expect(execFileSync('ssh-keygen', ['-lf', '-'], { input: pinned, encoding: 'utf8' })).toContain(
      fingerprint,
    );
  });

  test('what is no SSH server, or says nothing, is out of reach', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    await expect(firstKey([`127.0.0.1:${port}`], 300)).rejects.toMatchObject({ code: 'HostUnreachable' });
    silent.close();
  });
});
