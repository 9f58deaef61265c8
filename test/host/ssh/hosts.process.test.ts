import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Client } from 'ssh2';
import { createRedactor } from '../../../src/host/redact';
import { createSshHosts } from '../../../src/host/ssh';
import type { SshHosts, Host } from '../../../src/host/types';
import { describeWithSshd, isRoot, startSshd, type Sshd } from '../sshd';

const named = (code: string) => expect.objectContaining({ code });

describeWithSshd('SSH hosts', () => {
  let sshd: Sshd;
  let ssh: SshHosts;
  let host: Host;

  beforeAll(async () => {
    sshd = await startSshd();
    ssh = createSshHosts({ connectTimeout: 1_500 });
    host = ssh.host(sshd.target());
  });
  afterAll(async () => {
    await ssh.close();
    await sshd.stop();
  });

  describe('connecting', () => {
    test('a changed host key is final, and names both', async () => {
      const error = await ssh
        .host(sshd.target({ hostKey: sshd.otherKey() }))
        .exec(['true'])
        .catch((e) => e);
      expect(error).toEqual(named('HostKeyChanged'));
      expect(error.details.expected).toMatch(/^SHA256:/);
      expect(error.details.seen).toMatch(/^SHA256:/);
      expect(error.details.seen).not.toBe(error.details.expected);
    });

    test('a changed key at the first address keeps it from trying the next', async () => {
      const other = await startSshd();
      const addresses = [`127.0.0.1:${other.port}`, `127.0.0.1:${sshd.port}`];
      await expect(ssh.host(sshd.target({ addresses })).exec(['true'])).rejects.toEqual(
        named('HostKeyChanged'),
      );
      await other.stop();
    });

    test('a key that is none is refused before anything is asked', async () => {
      await expect(ssh.host(sshd.target({ hostKey: 'ssh-ed25519 nonsense' })).exec(['true'])).rejects.toEqual(
        named('FleetInvalid'),
      );
    });

    test('nobody listens', async () => {
      await expect(ssh.host(sshd.target({ addresses: ['127.0.0.1:1'] })).exec(['true'])).rejects.toEqual(
        named('HostUnreachable'),
      );
    });

    test('the first address is dead or mute, the second answers', async () => {
      const mute = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
      await once(mute, 'listening');
      const port = (mute.address() as AddressInfo).port;
      const addresses = ['127.0.0.1:1', `127.0.0.1:${port}`, `127.0.0.1:${sshd.port}`];
      expect((await ssh.host(sshd.target({ addresses })).exec(['echo', 'here'])).stdout).toBe('here\n');
      mute.close();
    });

    test('a login that is refused names the user', async () => {
      const error = await ssh
        .host(sshd.target({ user: 'nobody-here' }))
        .exec(['true'])
        .catch((e) => e);
      expect(error).toEqual(named('HostAuthFailed'));
      expect(error.message).toContain('nobody-here');
    });

    test('a missing key file and a missing agent are named', async () => {
      await expect(ssh.host(sshd.target({ keyFile: '/nowhere/key' })).exec(['true'])).rejects.toThrow(
        '/nowhere/key',
      );
      const agentless = createSshHosts({ agentSocket: '' });
      await expect(agentless.host(sshd.target({ keyFile: undefined })).exec(['true'])).rejects.toEqual(
        named('HostAuthFailed'),
      );
    });

    test('a key with a passphrase', async () => {
      const key = join(sshd.folder, 'locked');
      execFileSync('cp', [sshd.target().keyFile!, key]);
      execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'opens it', '-f', key]);
      writeFileSync(`${key}.pass`, 'opens it\n');
      expect(
        (await ssh.host(sshd.target({ keyFile: key, passphraseFile: `${key}.pass` })).exec(['true'])).code,
      ).toBe(0);
      await expect(ssh.host(sshd.target({ keyFile: key })).exec(['true'])).rejects.toThrow(
        'needs a passphrase',
      );
    });
  });

  describe('commands', () => {
    test('arguments arrive as they are', async () => {
      const words = ["it's", '$(id)', '-n', '', 'a\nb', '*', '\\', 'ü'];
      expect((await host.exec(['printf', '%s|', ...words])).stdout).toBe(words.map((w) => `${w}|`).join(''));
    });

    test('input reaches stdin', async () => {
      expect((await host.exec(['tr', 'a', 'b'], { input: 'banana' })).stdout).toBe('bbnbnb');
    });

    test('a failure has its program, code and end of stderr', async () => {
      const error = await host.exec(['sh', '-c', 'echo first >&2; echo last >&2; exit 3']).catch((e) => e);
      expect(error).toEqual(named('CommandFailed'));
      expect(error.message).toBe('sh on box ended with 3: last');
      expect(error.details).toEqual({ host: 'box', argv0: 'sh', code: 3, stderr: 'first\nlast' });
    });

    test('codes that are an answer, a missing program, a signal', async () => {
      expect((await host.exec(['sh', '-c', 'exit 7'], { ok: [0, 7] })).code).toBe(7);
      await expect(host.exec(['no-such-program'])).rejects.toMatchObject({ details: { code: 127 } });
      await expect(host.exec(['sh', '-c', 'kill -9 $$'])).rejects.toMatchObject({ details: { code: 137 } });
    });

    test('a full disk is named', async () => {
      await expect(host.exec(['sh', '-c', 'seq 9 | cat >/dev/full'])).rejects.toEqual(named('DiskFull'));
    });

    test('a megabyte on both streams at once', async () => {
      const result = await host.exec([
        'sh',
        '-c',
        'head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2',
      ]);
      expect(result.stdout.length).toBe(1_000_000);
      expect(result.stderr.length).toBe(1_000_000);
    });

    test('a stream keeps its tail and passes everything on', async () => {
      let size = 0;
      const result = await host.stream(['seq', '200000'], {
        onStdout: (chunk) => void (size += chunk.length),
      });
      expect(size).toBe(1_288_895);
      // Whole lines of seven bytes.
      expect(result.stdout.length).toBe(Math.floor(65_536 / 7) * 7);
      expect(result.stdout.endsWith('200000\n')).toBe(true);
    });

    test('a daemon that keeps the pipes does not hold the answer up', async () => {
      const began = Date.now();
      expect((await host.exec(['sh', '-c', 'sleep 20 & echo done'])).stdout).toBe('done\n');
      expect(Date.now() - began).toBeLessThan(5_000);
    });

    test('timeout and abort', async () => {
      await expect(host.exec(['sleep', '5'], { timeout: 100 })).rejects.toEqual(named('CommandTimeout'));
      const reason = new Error('enough');
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), 100);
      await expect(host.exec(['sleep', '5'], { signal: controller.signal })).rejects.toBe(reason);
      await expect(host.exec(['true'], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    });

    test('twenty side by side', async () => {
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, i) => host.exec(['sh', '-c', `sleep 0.05; echo ${i}`])),
      );
      expect(results.map((r) => Number(r.stdout))).toEqual([...Array(20).keys()]);
    });

    test('sessions used up by commands that were given up do not keep others out', async () => {
      const crowded = createSshHosts();
      const box = crowded.host(sshd.target({ name: 'crowded' }));
      await Promise.allSettled(Array.from({ length: 12 }, () => box.exec(['sleep', '20'], { timeout: 300 })));
      expect((await box.exec(['echo', 'in'])).stdout).toBe('in\n');
      await crowded.close();
    });
  });

  test('a cut in mid-command leaves the outcome unknown; the next command connects again', async () => {
    // Not before the command runs: a login that is cut in half ends later, and its connection with it.
    const running = host.stream(['sh', '-c', 'echo up; exec sleep 20'], { onStdout: () => sshd.cut() });
    await expect(running).rejects.toEqual(named('ConnectionLost'));
    expect((await host.exec(['echo', 'again'])).stdout).toBe('again\n');
  });

  test('a command that comes between a cut and its notice goes over another connection', async () => {
    const exec = Client.prototype.exec;
    let cut = 0;
    const spy = jest.spyOn(Client.prototype, 'exec').mockImplementation(function (
      this: Client,
      ...args: unknown[]
    ) {
      // What ssh2 does while its socket is closed and 'close' has not been emitted.
      if (cut++ === 0) throw new Error('Not connected');
      return Reflect.apply(exec, this, args) as Client;
    });
    expect((await host.exec(['echo', 'here'])).stdout).toBe('here\n');
    expect(spy).toHaveBeenCalledTimes(2);
    spy.mockRestore();
  });

  test('one session per connection is enough', async () => {
    const narrow = await startSshd({ maxSessions: 1 });
    const results = await Promise.all(
      [1, 2, 3, 4].map((i) => ssh.host(narrow.target()).exec(['sh', '-c', `sleep 0.1; echo ${i}`])),
    );
    expect(results.map((r) => r.stdout.trim())).toEqual(['1', '2', '3', '4']);
    await narrow.stop();
  });

  (isRoot ? test : test.skip)('a noisy profile is not output; a shell that refuses is named', async () => {
    const noisy = await startSshd({ profile: 'echo "Welcome $(seq 30000)"; echo careful >&2' });
    expect(await ssh.host(noisy.target()).exec(['echo', 'mine'])).toEqual({
      code: 0,
      stdout: 'mine\n',
      stderr: '',
    });
    await noisy.stop();
    const closed = await startSshd({ profile: 'echo "This account is not available"; exit 1' });
    const error = await ssh
      .host(closed.target())
      .exec(['true'])
      .catch((e) => e);
    expect(error).toEqual(named('HostMisconfigured'));
    expect(error.message).toContain('This account is not available');
    await closed.stop();
  });

  describe('files', () => {
    test('up and down, every byte, 0600, folder made', async () => {
      const path = join(sshd.folder, "a folder/it's", 'file');
      const bytes = Buffer.from([...Array(256).keys()]);
      await host.upload(path, bytes);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(await host.download(path)).toEqual(bytes);
      await host.upload(path, '', 0o755);
      expect(statSync(path).mode & 0o777).toBe(0o755);
      expect(readFileSync(path, 'utf8')).toBe('');
    });

    test('readers see the old or the new file, never a part', async () => {
      const path = join(sshd.folder, 'swapped');
      const content = (letter: string) => letter.repeat(300_000);
      await host.upload(path, content('a'));
      const seen = new Set<string>();
      const watch = setInterval(() => seen.add(readFileSync(path, 'utf8')), 1);
      for (const letter of ['b', 'c', 'd']) await host.upload(path, content(letter));
      clearInterval(watch);
      for (const text of seen) expect(['a', 'b', 'c', 'd'].map(content)).toContain(text);
    });

    test('an upload cut short changes nothing', async () => {
      const path = join(sshd.folder, 'kept');
      await host.upload(path, 'before');
      const sending = host.upload(path, Buffer.alloc(30_000_000, 'x'));
      setTimeout(() => sshd.cut(), 60);
      await expect(sending).rejects.toEqual(named('ConnectionLost'));
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(readFileSync(path, 'utf8')).toBe('before');
    });
  });

  test('secrets are in no error and in no process list', async () => {
    const redactor = createRedactor();
    redactor.add('hunter2-hunter2');
    const box = createSshHosts({ redactor }).host(sshd.target());
    const running = box.exec(['sh', '-c', 'sleep 0.3; cat >&2; exit 1'], {
      input: 'hunter2-hunter2 https://u:pa55@example.org/x',
    });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(execFileSync('ps', ['-ef']).toString()).not.toContain('hunter2-hunter2');
    const error = await running.catch((e) => e);
    expect(error).toEqual(named('CommandFailed'));
    expect(JSON.stringify([error.message, error.details])).not.toMatch(/hunter2|pa55/);
    expect(error.message).toContain('[redacted]');
  });

  test('a command takes milliseconds on a kept connection', async () => {
    const times: number[] = [];
    for (let i = 0; i < 60; i++) {
      const began = performance.now();
      await host.exec(['true']);
      times.push(performance.now() - began);
    }
    const median = times.sort((a, b) => a - b)[30]!;
    process.stderr.write(`exec: median ${median.toFixed(1)} ms\n`);
    expect(median).toBeLessThan(60);
  });
});
