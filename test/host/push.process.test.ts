/** Real rsync to a real sshd. */
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { push, type PushRequest } from '../../src/host/push';
import { createSshHosts } from '../../src/host/ssh';
import type { Host, SshHosts } from '../../src/host/types';
import { describeWithSshd, isRoot, startSshd, type Sshd } from './sshd';

const coded = (code: string) => expect.objectContaining({ code });

describeWithSshd('push', () => {
  let sshd: Sshd;
  let ssh: SshHosts;
  let host: Host;
  let here: string;
  let there: string;

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
    here = mkdtempSync(join(os.tmpdir(), 'roost-pushed-'));
    there = mkdtempSync(join(sshd.folder, 'the app '));
    chmodSync(there, 0o777);
  });
  afterEach(() => {
    for (const folder of [here, there]) rmSync(folder, { recursive: true, force: true });
  });

  const send = (more: Partial<PushRequest> = {}): Promise<void> =>
    push(host, {
      from: here,
      isFolder: true,
      owners: isRoot,
      to: join(there, 'new one'),
      timeout: 30_000,
      signal: new AbortController().signal,
      ...more,
    });

  it('brings a folder with modes, links and odd names, and ends with it alone', async () => {
    mkdirSync(join(here, "it's *?[a]"));
    writeFileSync(join(here, "it's *?[a]", 'two\nlines'), 'one', { mode: 0o640 });
    linkSync(join(here, "it's *?[a]", 'two\nlines'), join(here, 'again'));
    symlinkSync('nowhere', join(here, 'link'));
    mkdirSync(join(there, 'new one'), { mode: 0o777 });
    chmodSync(join(there, 'new one'), 0o777);
    writeFileSync(join(there, 'new one', 'of a former attempt'), 'x');
    for (let i = 0; i < 2; i++) await send();
    const to = join(there, 'new one');
    expect(readdirSync(to).sort()).toEqual(['again', "it's *?[a]", 'link']);
    const file = join(to, "it's *?[a]", 'two\nlines');
    expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['one', 0o640]);
    expect(statSync(file).ino).toBe(statSync(join(to, 'again')).ino);
    expect(readlinkSync(join(to, 'link'))).toBe('nowhere');
    expect(lstatSync(join(to, 'link')).isSymbolicLink()).toBe(true);
  });

  it('brings one file under its own name there', async () => {
    writeFileSync(join(here, 'a dump'), 'content');
    await send({ from: join(here, 'a dump'), isFolder: false, to: join(there, 'as it is called there') });
    expect(readdirSync(there)).toEqual(['as it is called there']);
    expect(readFileSync(join(there, 'as it is called there'), 'utf8')).toBe('content');
  });

  it('is cut by a cancel, and gone on with', async () => {
    writeFileSync(join(here, 'large'), Buffer.alloc(30_000_000, 'x'));
    const cancel = new AbortController();
    const cut = send({ signal: cancel.signal, onProgress: () => cancel.abort(new Error('cancelled')) });
    await cut.catch(() => {});
    await send();
    expect(statSync(join(there, 'new one', 'large')).size).toBe(30_000_000);
    expect(readdirSync(join(there, 'new one'))).toEqual(['large']);
  });

  it('says that the host has no rsync', async () => {
    await expect(send({ by: () => ['sh', '-c', 'echo "rsync: not found" >&2; exit 127'] })).rejects.toEqual(
      coded('HostMisconfigured'),
    );
  });
});
