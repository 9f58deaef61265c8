import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeInShells } from '../../host/shells';
import { sourceHost, type SourceHost } from './site';

const coded = (code: string, text = '') => expect.objectContaining({ code, message: expect.stringContaining(text) });

describeInShells('the app’s own backup', (shell) => {
  let host: SourceHost;
  beforeEach(() => void (host = sourceHost(shell)));
  afterEach(() => host.remove());

  const at = (name: string) => join(host.app, 'backup', name);
  const lying = () => readdirSync(join(host.app, 'backup')).filter((name) => name !== 'roost');
  const write = (name: string, text = 'old') => {
    mkdirSync(join(host.app, 'backup'), { recursive: true });
    writeFileSync(at(name), text);
  };

  /** As the script `run` of the source: its folder is the source, so the backup is `../backup`. */
  function run(text: string, command = './run'): Promise<string> {
    const file = join(host.app, 'src', 'run');
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
    return host.take({ kind: 'script', command, output: 'backup' });
  }

  it('runs in the source, and says how much it wrote', async () => {
    write('kept');
    expect(await run('pwd >../backup/where; echo rows >"../backup/ü it\'s new"')).toBe('2 files written');
    expect(readFileSync(at('where'), 'utf8').trim()).toBe(join(host.app, 'src'));
    expect(lying().sort()).toEqual(['kept', 'where', "ü it's new"]);
  });

  it.each(['run', './run', 'run now', 'sh run'])('may be named as the manifest does: %s', async (command) => {
    expect(await run('echo rows >../backup/dump', command)).toBe('1 files written');
  });

  it('may write over what it wrote the last time, or take its times from elsewhere', async () => {
    write('latest');
    expect(await run('echo new >../backup/latest')).toBe('1 files written');
    expect(await run('echo x >../backup/moved; touch -t 202001010000 ../backup/moved')).toBe('1 files written');
  });

  it('fails: what it newly wrote is removed, what was there before stays', async () => {
    for (const name of ['yesterday', 'over']) write(name);
    mkdirSync(at('roost'));
    writeFileSync(at('roost/other'), 'of another operation');
    const text =
      'mkdir -p ../backup/sub; echo half >"../backup/sub/ü half"; echo half >../backup/half; echo new >../backup/over; touch -t 202001010000 ../backup/half; echo no >&2; exit 3';
    await expect(run(text)).rejects.toThrow(coded('ScriptFailed', 'no\nthe script ended with 3'));
    expect(lying().sort()).toEqual(['over', 'sub', 'yesterday']);
    expect(readdirSync(at('sub'))).toEqual([]);
    expect(existsSync(at('roost/other'))).toBe(true);
  });

  it.each([
    ['is not there', 'nowhere', 127],
    ['cannot be run', './data', 126],
  ])('fails where it %s', async (_, command, code) => {
    writeFileSync(join(host.app, 'src', 'data'), 'x');
    await expect(run('', command)).rejects.toThrow(coded('ScriptFailed', `the script ended with ${code}`));
  });

  it('fails where it writes nothing, or elsewhere', async () => {
    write('yesterday');
    await expect(run('echo rows >../elsewhere')).rejects.toThrow(coded('CopyEmpty', 'wrote no file'));
    expect(lying()).toEqual(['yesterday']);
  });

  it('fails where it writes an empty file, and names it', async () => {
    await expect(run('echo rows >../backup/good; : >../backup/bad')).rejects.toThrow(coded('CopyEmpty', '/backup/bad: the copy is empty'));
  });

  describe('reads back what says itself what it is', () => {
    /** An archive of some size: by the name under which it is written. */
    function archive(name: string): string {
      const folder = join(host.app, 'made');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'rows'), randomBytes(60_000));
      const file = join(host.app, name);
      if (name.endsWith('.tar')) execFileSync('tar', ['-C', host.app, '-cf', file, 'made']);
      else execFileSync('sh', ['-c', 'gzip -c "$1/made/rows" >"$2"', 'gzip', host.app, file]);
      return file;
    }

    it.each(['dump.gz', 'no suffix', 'all.tar'])('whole: %s', async (name) => {
      archive(name);
      expect(await run(`cp "../${name}" ../backup/`)).toBe('1 files written');
    });

    it.each(['dump.gz', 'no suffix', 'all.tar'])('cut short: %s', async (name) => {
      truncateSync(archive(name), 30_000);
      await expect(run(`cp "../${name}" ../backup/`)).rejects.toThrow(coded('CopyDamaged', `/backup/${name}: the copy cannot be read back`));
    });

    it('but not what it wrote before: that was read then', async () => {
      write('old.gz', '\x1f\x8bnot really');
      utimesSync(at('old.gz'), new Date(2020, 1), new Date(2020, 1));
      expect(await run('echo rows >../backup/new')).toBe('1 files written');
    });
  });

  it('leaves its marks where they are not pulled', async () => {
    await run('echo rows >../backup/dump');
    expect(readdirSync(host.copies)).toEqual(['.script']);
  });
});
