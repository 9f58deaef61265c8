/** The help of every command, run in this process: it fits a terminal of 80 columns, in standard words. */
import type { Command } from 'commander';
import { makeProgram } from '../../src/client/program';
import { verbsFor } from '../../src/client/verbs';
import { roost } from './support';

const unclear =
  /\b(whoever|whatever|nobody|somebody|anybody|mend\w*|told|hears?|heard|looks?|looked|lies?|says?|stands?|[Ss]traight|whose)\b/;

async function pathsOf(): Promise<string[]> {
  const program = makeProgram(
    await verbsFor([]),
    () => {
      throw new Error('no command runs here');
    },
    {},
  );
  const below = (command: Command): string[] =>
    command.commands.flatMap((sub) => [sub.name(), ...below(sub).map((path) => `${sub.name()} ${path}`)]);
  return below(program);
}

/** `help` of each command by its name, the whole help by `roost`. */
async function helps(): Promise<[name: string, lines: string[]][]> {
  const pages: [string, string][] = [['roost', '--help']];
  for (const path of await pathsOf()) pages.push([path, `${path} --help`]);
  return Promise.all(
    pages.map(async ([name, args]): Promise<[string, string[]]> => {
      const { code, stdout } = await roost(args);
      expect([name, code]).toEqual([name, 0]);
      return [name, stdout.split('\n')];
    }),
  );
}

const found = async (isWrong: (line: string) => boolean): Promise<string[]> =>
  (await helps()).flatMap(([name, lines]) => lines.filter(isWrong).map((line) => `${name}: ${line}`));

test('every command is there, with those below it', async () => {
  expect(await pathsOf()).toEqual(
    expect.arrayContaining(['deploy', 'host facts', 'lock break', 'exit-codes']),
  );
});

test('no line of any help is wider than 80 columns', async () => {
  expect(await found((line) => line.length > 80)).toEqual([]);
});

test('no help has a word that hides who does what', async () => {
  expect(await found((line) => unclear.test(line))).toEqual([]);
});
