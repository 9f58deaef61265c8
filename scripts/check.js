// `npm run check`: lint, types, format, shell scripts and the pure tests side by side; no host, no account.
// `-- --fresh` does without the caches of former runs.
const { availableParallelism } = require('node:os');
const { checks } = require('./checks');
const { prepare } = require('./prepare');
const { bin, log, sideBySide } = require('./tasks');

const fresh = process.argv.includes('--fresh');

async function main() {
  if (prepare('pure').some(([, ok]) => !ok)) process.exit(1);
  const cores = availableParallelism();
  const workers = Math.max(1, cores - 3);
  const pure = {
    title: 'pure tests',
    command: bin('jest'),
    args: ['--selectProjects', 'pure', '--maxWorkers', String(workers)],
  };
  const [lint, ...others] = checks({ cache: !fresh });
  const results = await sideBySide([pure, lint, ...others], Math.max(2, Math.min(cores, 4)), (result) =>
    log(`${result.title}: ${result.ok ? 'ok' : 'FAILED'} after ${result.seconds} s`),
  );
  const failed = results.filter(({ ok }) => !ok);
  for (const { title, output } of failed) console.log(`\n${title}:\n${output}`);
  console.log(
    `\nNode ${process.versions.node}: ${failed.length === 0 ? 'all checks passed' : `failed: ${failed.map(({ title }) => title).join(', ')}`}`,
  );
  process.exit(failed.length === 0 ? 0 : 1);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
