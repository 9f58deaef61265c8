/** `npm run rooms`: the floors of the rooms and the figures of the text. Fails on a circle and on a forbidden import. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { figuresOf } from './rooms/figures';
import { circles, floors, importsOf, roomGraph } from './rooms/graph';
import { violations } from './rooms/rules';

const root = join(__dirname, '..');

const filesIn = (folder: string): string[] =>
  execFileSync('git', ['ls-files', '-co', '--exclude-standard', `${folder}/*.ts`], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => file !== '' && existsSync(join(root, file)));

const files = importsOf(filesIn('src'), root);
const rooms = roomGraph(files);
const wrong = [
  ...[...circles(rooms), ...circles(files)].map((circle) => `circle: ${circle.join(' → ')}`),
  ...violations(files),
];
if (wrong.length === 0 && !process.argv.includes('--quiet')) {
  for (const [floor, names] of [...floors(rooms).entries()].reverse())
    console.log(`${String(floor + 1).padStart(2)}  ${names.join(', ')}`);
  for (const folder of ['src', 'test']) {
    console.log(`\n${folder}`);
    for (const [name, value] of Object.entries(figuresOf(filesIn(folder), root)))
      console.log(`  ${name}: ${value}`);
  }
}
for (const line of wrong) console.error(line);
process.exitCode = wrong.length > 0 ? 1 : 0;
