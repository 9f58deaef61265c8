import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createSshHosts } from '../../../src/host/ssh';
import { makeKey } from '../../../src/host/ssh/new-key';
import { describeWithSshd, startSshd, type Sshd } from '../sshd';

describeWithSshd('a key that is made anew', () => {
  let sshd: Sshd;
  const folder = mkdtempSync(join(tmpdir(), 'roost-key-'));
  beforeAll(async () => (sshd = await startSshd()));
  afterAll(async () => {
    await sshd.stop();
    rmSync(folder, { recursive: true });
  });

  it.each([false, true])('opens a host that was given its public half (passphrase: %s)', async (locked) => {
    const keyFile = join(folder, 'below', `key-${locked}`);
    const passphraseFile = locked ? join(folder, 'passphrase') : undefined;
    if (passphraseFile) writeFileSync(passphraseFile, 'a b$c\n');
    const shown = await makeKey(keyFile, 'roost@lab', passphraseFile);
    expect(shown).toMatch(/^ssh-ed25519 [A-Za-z0-9+/=]+ roost@lab$/);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    const text = readFileSync(keyFile, 'utf8');
    // Made once: a second call shows the same.
    expect(await makeKey(keyFile, 'roost@lab', passphraseFile)).toBe(shown);
    expect(readFileSync(keyFile, 'utf8')).toBe(text);
    const ofKey = execFileSync('ssh-keygen', ['-y', '-P', locked ? 'a b$c' : '', '-f', keyFile], {
      encoding: 'utf8',
    });
    expect(shown).toContain(ofKey.split(' ')[1]!.trim());

    const ssh = createSshHosts();
    const host = ssh.host(sshd.target({ keyFile, passphraseFile }));
    await expect(host.exec(['true'])).rejects.toMatchObject({ code: 'HostAuthFailed' });
    appendFileSync(join(dirname(sshd.folder), 'authorized_keys'), `${shown}\n`);
    expect((await host.exec(['echo', 'in'])).stdout).toBe('in\n');
    await ssh.close();
  });
});
