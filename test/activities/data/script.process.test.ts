import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dropCopies } from '../../../src/activities/backup/steps/copies';
import { describeInShells } from '../../host/shells';
import { sourceHost, type SourceHost } from './host';

const coded = (code: string, text = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(text) });

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

  const run = (text: string, command?: string) => host.run(text, command);

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
    expect(await run('echo x >../backup/moved; touch -t 202001010000 ../backup/moved')).toBe(
      '1 files written',
    );
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
    await expect(run('echo rows >../backup/good; : >../backup/bad')).rejects.toThrow(
      coded('CopyEmpty', '/backup/bad: the copy is empty'),
    );
  });

  it.each<[string, string, string[]]>([
    ['renamed', 'mv ../backup/yesterday ../backup/before; echo half >../backup/new; exit 3', ['before']],
    [
      'moved to another folder',
      'mkdir ../backup/weekly; mv ../backup/yesterday ../backup/weekly; echo half >../backup/new; exit 3',
      ['weekly', 'weekly/yesterday'],
    ],
    [
      'written anew in its place',
      'echo anew >../backup/yesterday; echo half >../backup/new; exit 3',
      ['yesterday'],
    ],
    [
      'replaced by its archive',
      'tar -cf ../backup/yesterday.tar ../backup/yesterday && rm ../backup/yesterday; echo half >../backup/new; exit 3',
      ['new', 'yesterday.tar'],
    ],
  ])('a script that fails keeps what was there before and is %s', async (_, text, kept) => {
    write('yesterday');
    await expect(run(text)).rejects.toThrow(coded('ScriptFailed'));
    expect(
      (readdirSync(join(host.app, 'backup'), { recursive: true }) as string[])
        .filter((name) => !name.startsWith('roost'))
        .sort(),
    ).toEqual(kept);
  });

  it.each(['ok', 'fail', 'empty'])('leaves nothing of its own among the copies: %s', async (how) => {
    await run({ ok: 'echo rows >../backup/dump', fail: 'exit 1', empty: ': >../backup/dump' }[how]!).catch(
      () => {},
    );
    expect(readdirSync(host.copies)).toEqual([]);
  });

  it('removes what it newly wrote where one of it is empty or damaged', async () => {
    write('yesterday');
    for (const [bad, code] of [
      [': >../backup/bad', 'CopyEmpty'],
      ['printf "\\037\\213\\010 no" >../backup/bad', 'CopyDamaged'],
    ] as const) {
      await expect(run(`echo rows >../backup/good; ${bad}`)).rejects.toThrow(coded(code, '/backup/bad'));
      expect(lying()).toEqual(['yesterday']);
    }
  });

  it('notes how much it wrote, for the room that the next one needs', async () => {
    write('yesterday', 'x'.repeat(1_000));
    await run('printf 12345 >../backup/a; printf 123 >../backup/b');
    expect(readFileSync(join(host.app, '.roost/wrote'), 'utf8')).toBe('8\n');
  });

  it('notes who runs before it begins, as long as nobody has seen that they run again', async () => {
    const ran = () => readFileSync(join(host.app, '.roost/ran'), 'utf8');
    await host.run('cat ../.roost/ran >../backup/seen', './run', ['id-app', 'id-db']);
    expect([readFileSync(at('seen'), 'utf8'), ran()]).toEqual(['4 id-app id-db\n', '4 id-app id-db\n']);
    await expect(host.run('exit 3', './run', ['id-web'])).rejects.toThrow(coded('ScriptFailed'));
    expect(ran()).toBe('4 id-web\n');
    expect(readdirSync(join(host.app, '.roost')).sort()).toEqual(['ran', 'wrote']);
  });

  describe('what a former attempt has left half', () => {
    /** The host dies while it writes; what it wrote over stays. */
    async function died(): Promise<void> {
      write('yesterday');
      await run('echo half >../backup/half; kill -9 $PPID', 'exec ./run').catch(() => {});
      expect([lying().sort(), readdirSync(host.copies)]).toEqual([['half', 'yesterday'], ['.script']]);
    }

    it('is removed before the next', async () => {
      await died();
      expect(await run('ls ../backup >../backup/seen')).toBe('1 files written');
      expect(readFileSync(at('seen'), 'utf8').split('\n').filter(Boolean)).toEqual([
        'roost',
        'seen',
        'yesterday',
      ]);
      expect(readdirSync(host.copies)).toEqual([]);
    });

    it('is left where the list of what was there before it is cut short itself', async () => {
      await died();
      const before = join(host.copies, '.script/before');
      writeFileSync(before, readFileSync(before, 'utf8').slice(0, -10));
      await run('echo rows >../backup/dump');
      expect(lying().sort()).toEqual(['dump', 'half', 'yesterday']);
    });

    it('is removed when the copies are', async () => {
      await died();
      await dropCopies(host.site, { running: [] });
      expect(lying()).toEqual(['yesterday']);
      expect(existsSync(host.copies)).toBe(false);
    });

    it('is removed by itself where it is ended', async () => {
      write('yesterday');
      // As whoever ends a job does it: all that belongs to it, and what it starts then.
      await run('echo half >../backup/half; kill -TERM $PPID; kill -TERM $$', 'exec ./run').catch(() => {});
      expect([lying(), readdirSync(host.copies)]).toEqual([['yesterday'], []]);
    });
  });
});
