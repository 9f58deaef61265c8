/** Any string reaches a host's program and comes back unchanged. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { jobScript } from '../../src/host/jobs/script';
import { byEnv, withEnv } from '../../src/host/oneoff/env';
import { quote } from '../../src/host/quote';
import { createSshHosts } from '../../src/host/ssh';
import { downloadCommand, uploadCommand } from '../../src/host/ssh/files';
import type { SshHosts, Host } from '../../src/host/types';
import { tried } from '../property';
import { describeInShells, openShell, type Shell } from './shells';
import { describeWithSshd, startSshd, type Sshd } from './sshd';

const nasty = fc.constantFrom(
  ...[
    "'",
    '"',
    '\n',
    '\r\n',
    '\\',
    '\\n',
    '$',
    '$(id)',
    '`id`',
    '${IFS}',
    '!!',
    '~',
    '*',
    '?',
    '[a]',
    '{a,b}',
    '#',
    '&',
    '|',
    ';',
    '<',
    '>',
    '(',
    ')',
    '%s',
  ],
  ...[
    '-rf',
    '--',
    '-',
    '=',
    'A=b',
    ' ',
    '\t',
    '\u001b[31m',
    '\u007f',
    '\u0085',
    '\u2028',
    '\ufeff',
    'ü',
    'e\u0301',
    '\u{1f426}',
    "it's",
    "'\\''",
    '\n\n',
  ],
);
/** Anything but NUL, which no argument can hold. */
const word = fc
  .array(fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 6 })
  .map((parts) => parts.join('').replaceAll('\0', ''));
const words = fc.array(word, { maxLength: 8 });
const names = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,20}$/).map((name) => `roost_test_${name}`);
const environment = fc.dictionary(names, word, { maxKeys: 6, noNullPrototype: true });
const large = fc.dictionary(names, word, { minKeys: 10, maxKeys: 30, noNullPrototype: true });
/** To start a program takes longer than to hand it a hundred words: many at a time. */
const many = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 20, maxLength: 40 });
const fileName = word
  .filter((name) => name !== '' && name !== '.' && name !== '..')
  .map((name) => name.replaceAll('/', '∕'));
const content = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));

const split = (output: Buffer | string): string[] => output.toString('utf8').split('\0').slice(0, -1);

/** The variables that a test has set, out of the output of `env -0`. */
const variables = (output: Buffer | string): Record<string, string> =>
  Object.fromEntries(
    split(output)
      .filter((entry) => entry.startsWith('roost_test_'))
      .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );

describeInShells('comes back unchanged', (name) => {
  let shell: Shell;
  beforeAll(() => void (shell = openShell(name)));
  afterAll(() => shell.remove());

  it('as an argument', () => {
    fc.assert(
      fc.property(many(words), (commands) => {
        const output = shell.run(commands.map((all) => quote(['printf', '%s\\0', 'x', ...all])).join('\n'));
        expect(split(output)).toEqual(commands.flatMap((all) => ['x', ...all]));
      }),
      tried('shell: argv'),
    );
  });

  it('in the environment of a job', () => {
    fc.assert(
      fc.property(many(environment), (environments) => {
        const script = environments
          .map((env) => `(\n${jobScript({ argv: ['env', '-0'], env })})\nprintf 'end\\0'\n`)
          .join('');
        const outputs = shell.run(script).toString('utf8').split('end\0').slice(0, -1);
        expect(outputs.map(variables)).toEqual(environments);
      }),
      tried('shell: environment'),
    );
  });

  it('in an environment that comes by stdin', () => {
    fc.assert(
      fc.property(large, (env) =>
        expect(variables(shell.run(quote(byEnv(['env', '-0'])), withEnv(env)))).toEqual(env),
      ),
      tried('shell: environment by stdin'),
    );
  });

  it('not at all when the connection was cut: no half of a value, and nothing run of half a line', () => {
    const whole = withEnv({ roost_test_a: 'one', roost_test_b: 'two' });
    // The beginning of `export` is the name of an editor, which would wait for ever.
    shell.run(
      quote([
        'sh',
        '-c',
        'printf "#!%s\\necho >ran\\n" "$(command -v sh)" >bin/ex; chmod 755 bin/ex',
        'make',
      ]),
    );
    for (const cut of [1, 2, 3, 6, 12, 20, 27, 30, 40, 50, whole.length - 2])
      expect(() => shell.run(quote(byEnv(['env', '-0'])), whole.slice(0, cut))).toThrow('Command failed');
    expect(existsSync(join(shell.folder, 'ran'))).toBe(false);
  });

  it('as the name of a file, and as its content', () => {
    fc.assert(
      fc.property(fileName, fileName, content, (folder, file, bytes) => {
        const path = join(shell.folder, 'files', folder, file);
        shell.run(quote(uploadCommand(path, bytes.length, 0o600)), bytes);
        expect(readFileSync(path)).toEqual(bytes);
        expect(shell.run(quote(downloadCommand(path)))).toEqual(bytes);
      }),
      tried('shell: file names and stdin'),
    );
  });
});

describeWithSshd('comes back unchanged over SSH', () => {
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

  it('as an argument, on stdin, as the name of a file', async () => {
    await fc.assert(
      fc.asyncProperty(words, word, fileName, content, async (all, input, file, bytes) => {
        const path = join(sshd.folder, file);
        const [argv, stdin, raw] = await Promise.all([
          host.exec(['printf', '%s\\0', 'x', ...all]),
          host.exec(['cat'], { input }),
          host.exec(['cat'], { input: bytes, bytes: true }),
          host.upload(path, bytes),
        ]);
        expect(split(argv.stdout)).toEqual(['x', ...all]);
        expect(stdin.stdout).toBe(input);
        expect(Buffer.from(raw.stdout, 'latin1')).toEqual(bytes);
        expect(await host.download(path)).toEqual(bytes);
      }),
      tried('ssh: argv, stdin, file names'),
    );
  });
});
