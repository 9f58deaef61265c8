import { exitCodes } from '../../src/client/command/exit-codes';
import { makeProgram } from '../../src/client/program';
import { verbsFor } from '../../src/client/verbs';
import { tableOf } from './pages';

async function program() {
  const unused = () => {
    throw new Error('nothing is run');
  };
  return makeProgram(await verbsFor([]), unused, {});
}

const visible = async (): Promise<string[]> => {
  const made = await program();
  return made
    .createHelp()
    .visibleCommands(made)
    .map((command) => command.name())
    .filter((name) => name !== 'help')
    .sort();
};

test('README has a row for every command', async () => {
  const rows = tableOf('README.md', 'Command').map(([command]) => command!.replace('roost ', ''));
  expect(rows.sort()).toEqual(await visible());
});

test('docs/commands.md has every command, with options that it has', async () => {
  const rows = tableOf('docs/commands.md', 'Command');
  const names = rows.map(([command]) => command!.split(' ')[0]!);
  expect([...new Set(names)].sort()).toEqual(await visible());
  const made = await program();
  for (const [command, options] of rows) {
    const found = made.commands.find((each) => each.name() === command!.split(' ')[0])!;
    const all = [found, ...found.commands].flatMap(({ options }) => options.map(({ long }) => long));
    for (const [option] of options!.matchAll(/--[a-z-]+/g)) expect(all).toContain(option);
  }
});

test('docs/commands.md has the exit codes of the help', () => {
  const rows = tableOf('docs/commands.md', 'Exit').map(([exit]) => Number(exit));
  expect(rows).toEqual(exitCodes().map(({ exit }) => exit));
});
