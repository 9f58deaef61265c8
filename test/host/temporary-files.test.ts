/**
 * A program that is killed leaves nothing in the folder for temporary files of a host, where nobody takes it
 * away.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const src = join(__dirname, '..', '..', 'src');
const programs = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.sh'),
);

/** Its folder goes with the program, or with the next of its name. */
const WORK_FOLDER = join('host', 'work-folder.sh');

const made = programs.flatMap((name) =>
  readFileSync(join(src, name), 'utf8')
    .split('\n')
    .filter((line) => /mktemp|\$\{?TMPDIR|[ "'=>]\/tmp\b/.test(line) && !/^\s*#/.test(line))
    .map((line) => [name, line.trim()] as const),
);

/** In a folder of the app or of the release, or in a container that goes with the program. */
const lasting =
  /mktemp "\$\w+\/(?:\.\.\/)?new-XXXXXX"|^--cap-add .* --tmpfs \/tmp|^cd "\$\(mktemp -d\)" \|\| exit$/;

test('programs of hosts are looked at', () => {
  expect(programs.length).toBeGreaterThan(100);
  expect(made.length).toBeGreaterThan(3);
});

test.each(made.filter(([name]) => name !== WORK_FOLDER))('%s makes none: %s', (_, line) => {
  expect(line).toMatch(lasting);
});
