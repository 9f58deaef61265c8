/** A volume as an archive, by a stand-in for Docker: what Docker itself gives is the lab's business. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeInShells } from '../../host/shells';
import { runHere, sourceHost, type SourceHost } from './host';

const coded = (code: string, text = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(text) });

describeInShells('the copy of a volume', (shell) => {
  let host: SourceHost;
  beforeEach(() => {
    host = sourceHost(shell);
    mkdirSync(join(host.app, 'volume/uploads/new'), { recursive: true });
    docker();
  });
  afterEach(() => host.remove());

  /** `cut`: bytes that come over of the archive. */
  const docker = (cut = 1_000_000) =>
    host.program(
      'docker',
      `case $1:$2 in
volume:ls) echo src_media ;;
run:*) ${runHere(`${host.app}/volume`, `{ head -c ${cut}; cat >/dev/null; }`)} ;;
esac`,
    );
  const put = (name: string, bytes: number) =>
    writeFileSync(join(host.app, 'volume/uploads', name), 'x'.repeat(bytes));
  const take = () => host.copy({ kind: 'volume', name: 'media' });
  const copied = () => join(host.copies, 'volumes/media.tar');

  it('is whole, and counted', async () => {
    put("it's ü", 1_000);
    put('two', 234);
    symlinkSync('nowhere', join(host.app, 'volume/link'));
    expect(await take()).toBe('3 files, 1234 bytes');
    expect(execFileSync('tar', ['-tf', copied()], { encoding: 'utf8' }).split('\n')).toContain(
      './uploads/two',
    );
    expect(readdirSync(join(host.copies, 'volumes'))).toEqual(['media.tar']);
  });

  it.each([0, 700, 2_048])('fails where %i bytes of it come over, and leaves no copy', async (cut) => {
    put('one', 5_000);
    docker(cut);
    await expect(take()).rejects.toThrow(coded(cut === 0 ? 'CopyEmpty' : 'CopyDamaged', 'volumes/media.tar'));
    expect(existsSync(copied())).toBe(false);
  });

  it('may be empty where it always was: its folders take bytes too', async () => {
    expect(await take()).toBe('0 files, 0 bytes');
    await host.had({ 'copies/volumes/media.tar': statSync(copied()).size });
    expect(await take()).toBe('0 files, 0 bytes');
  });

  it('may not be empty where it had something', async () => {
    put('one', 20_000);
    await take();
    await host.had({ 'copies/volumes/media.tar': statSync(copied()).size });
    put('one', 0);
    const { size } = statSync(copied());
    await expect(take()).rejects.toThrow(
      coded(
        'CopyEmpty',
        `The volume media of phone is empty on hornbill; the last backup has ${size} bytes of it.`,
      ),
    );
  });
});
