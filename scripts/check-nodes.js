// `npm run check:nodes [-- VERSION…]`: `npm run check` under each Node that roost supports, and a table of times.
// The npm registry brings the Nodes, as packages `node-SYSTEM-PROCESSOR`, into node_modules/.cache.
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { delimiter, join } = require('node:path');
const { log, root, run } = require('./tasks');

/** The floor of package.json exactly, and the newest of each other line. */
const versions = ['20.19.0', '22', '24'];

function fetchNode(version) {
  const folder = join(root, 'node_modules', '.cache', 'nodes', version);
  const name = `node-${process.platform}-${process.arch}`;
  const programs = join(folder, 'node_modules', name, 'bin');
  if (existsSync(join(programs, 'node'))) return programs;
  log(`fetching Node ${version}`);
  const install = [
    'install',
    '--prefix',
    folder,
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel',
    'error',
  ];
  if (!run('npm', [...install, `${name}@${version}`]))
    throw new Error(`npm has no ${name}@${version} for this machine`);
  return programs;
}

function checkUnder(version) {
  const programs = fetchNode(version);
  const env = { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH}` };
  const exact = spawnSync('node', ['--version'], { env, encoding: 'utf8' }).stdout.trim();
  log(`npm run check under Node ${exact}`);
  const started = Date.now();
  // Without caches, so that the times compare.
  const ok = run(join(programs, 'node'), ['scripts/check.js', '--fresh'], { env });
  return { exact, ok, seconds: Math.round((Date.now() - started) / 1000) };
}

const wanted = process.argv.length > 2 ? process.argv.slice(2) : versions;
const rows = wanted.map(checkUnder);
console.log('\nNode       seconds  result');
for (const { exact, ok, seconds } of rows)
  console.log(`${exact.padEnd(10)} ${String(seconds).padStart(7)}  ${ok ? 'ok' : 'FAILED'}`);
process.exit(rows.every(({ ok }) => ok) ? 0 : 1);
