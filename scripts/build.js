'use strict';
/**
 * Compiles src to dist, makes dist/workflow-bundle.js and dist/packages.cache.
 *
 * `./roost` calls this before every command, so an unchanged tree must cost a
 * few milliseconds: the heavy packages load only when there is work. Every file
 * is written beside its place and renamed, hence two builds at once are safe;
 * the lock only spares the second one the work.
 */
const { execFileSync } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { withBuildLock } = require('./build-lock');

const root = path.join(__dirname, '..');
const src = path.join(root, 'src');
const dist = path.join(root, 'dist');
const manifestFile = path.join(dist, '.build.json');
const bundleFile = path.join(dist, 'workflow-bundle.js');
const workflows = 'workflows/index.js';
const cacheRecorder = 'client/compile-cache.js';
/** What most commands load. */
const cached = [
  'client/cli',
  'client/real-context',
  'client/verbs/release/deploy',
  'temporal/runs/client',
  'temporal/connect',
  'host/ssh/index',
];

const sha256 = (data) => crypto.createHash('sha256').update(data).digest('hex');

/** Changes of the compiler, the SDK or this script make everything anew. */
const generation = () =>
  sha256(
    [
      __filename,
      ...['@swc/core', '@temporalio/worker'].map((name) =>
        path.join(root, 'node_modules', name, 'package.json'),
      ),
    ]
      .map((file) => fs.readFileSync(file))
      .join('\n'),
  );

function* walk(folder, prefix = '') {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const name = prefix + entry.name;
    if (entry.isDirectory()) yield* walk(path.join(folder, entry.name), `${name}/`);
    else if (entry.isFile() && !name.endsWith('.d.ts')) yield name;
  }
}

/** Every source with what tells one version of it from another. */
function listSources() {
  const sources = {};
  for (const name of walk(src)) {
    const { mtimeMs, size, mode } = fs.statSync(path.join(src, name));
    sources[name] = `${mtimeMs}:${size}:${mode & 0o777}`;
  }
  return sources;
}

function readManifest() {
  try {
    return JSON.parse(fs.readFileSync(manifestFile, 'utf8'));
  } catch {
    return { sources: {} };
  }
}

const outputOf = (source) => (source.endsWith('.ts') ? source.replace(/\.ts$/, '.js') : source);

function write(name, data, mode = 0o644) {
  const file = path.join(dist, name);
  const temporary = `${file}.${process.pid}.tmp`;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(temporary, data, { mode });
  fs.renameSync(temporary, file);
}

async function compile(source) {
  const file = path.join(src, source);
  if (!source.endsWith('.ts')) {
    write(source, fs.readFileSync(file), fs.statSync(file).mode & 0o777);
    return;
  }
  const output = outputOf(source);
  const { code, map } = await require('@swc/core').transformFile(file, {
    swcrc: false,
    jsc: { target: 'es2022', parser: { syntax: 'typescript' }, keepClassNames: true },
    module: { type: 'commonjs' },
    sourceMaps: true,
    sourceFileName: path.relative(path.dirname(path.join(dist, source)), file),
  });
  write(`${output}.map`, map);
  write(
    output,
    `${code.replace(/\n?\/\/# sourceMappingURL=.*\n?$/, '')}\n//# sourceMappingURL=${path.basename(output)}.map\n`,
  );
}

function remove(source) {
  for (const name of [outputOf(source), `${outputOf(source)}.map`])
    fs.rmSync(path.join(dist, name), { force: true });
}

/** The workflow code and all that it requires of ours: what the bundle depends on. */
function workflowFiles() {
  const seen = new Map();
  const visit = (file) => {
    if (seen.has(file) || !fs.existsSync(file)) return;
    const code = fs.readFileSync(file, 'utf8');
    seen.set(file, code);
    for (const [, request] of code.matchAll(/require\("(\.[^"]*)"\)/g)) {
      const target = path.resolve(path.dirname(file), request);
      for (const candidate of [target, `${target}.js`, path.join(target, 'index.js')]) {
        if (fs.existsSync(candidate) && fs.statSync(candidate).isFile()) visit(candidate);
      }
    }
  };
  visit(path.join(dist, workflows));
  return seen;
}

/** Quiet when all is well; what went wrong goes into the error. */
function collectErrors() {
  const errors = [];
  const methods = Object.fromEntries(
    ['log', 'trace', 'debug', 'info', 'warn'].map((level) => [level, () => {}]),
  );
  return { errors, logger: { ...methods, error: (message) => errors.push(message) } };
}

/** Returns the key of the bundle that lies in dist now. */
async function bundle(former) {
  const files = workflowFiles();
  if (files.size === 0) {
    fs.rmSync(bundleFile, { force: true });
    return undefined;
  }
  const key = sha256(
    [...files]
      .map(([file, code]) => `${path.relative(dist, file)}\n${code}`)
      .sort()
      .join('\n'),
  );
  if (key === former && fs.existsSync(bundleFile)) return key;
  const { bundleWorkflowCode } = require('@temporalio/worker');
  const { errors, logger } = collectErrors();
  const options = { workflowsPath: path.join(dist, workflows), logger };
  const { code } = await bundleWorkflowCode(options).catch((error) => {
    throw new Error([...errors, error.message].join('\n'));
  });
  write(path.basename(bundleFile), code);
  return key;
}

/** Tells one installation of the packages, and one Node that has compiled them, from another. */
function packagesState() {
  const { mtimeMs, size } = fs.statSync(path.join(root, 'node_modules', '.package-lock.json'));
  return `${process.version}:${mtimeMs}:${size}`;
}

/** What has to be done, or undefined when dist is up to date. */
function work() {
  const manifest = readManifest();
  const current = generation();
  const known = manifest.generation === current ? manifest.sources : {};
  const sources = listSources();
  const changed = Object.keys(sources).filter(
    (name) => sources[name] !== known[name] || !fs.existsSync(path.join(dist, outputOf(name))),
  );
  const gone = Object.keys(manifest.sources).filter((name) => !(name in sources));
  const bundleMissing = 'workflows/index.ts' in sources && !(manifest.bundle && fs.existsSync(bundleFile));
  const packages = packagesState();
  const cacheStale = 'client/compile-cache.ts' in sources && manifest.packages !== packages;
  if (changed.length === 0 && gone.length === 0 && !bundleMissing && !cacheStale) return undefined;
  const formerBundle = manifest.generation === current ? manifest.bundle : undefined;
  return { sources, changed, gone, generation: current, formerBundle, packages, cacheStale };
}

async function buildLocked() {
  const todo = work();
  if (!todo) return;
  todo.gone.forEach(remove);
  const failures = [];
  const compileOrNote = (source) =>
    compile(source).catch((error) => {
      // The compiler adds a backtrace of its own, which says nothing about the source.
      failures.push(error.message.split('\n\nCaused by')[0].trimEnd());
      delete todo.sources[source];
    });
  await Promise.all(todo.changed.map(compileOrNote));
  const key =
    failures.length === 0
      ? await bundle(todo.formerBundle).catch((error) => void failures.push(error.message))
      : undefined;
  // By a process of its own: this one has loaded packages already.
  if (todo.cacheStale && failures.length === 0)
    execFileSync(process.execPath, [path.join(dist, cacheRecorder), ...cached]);
  // What failed is left out of the manifest, so that the next build tries just that again.
  write(
    '.build.json',
    JSON.stringify({
      generation: todo.generation,
      sources: todo.sources,
      bundle: key,
      packages: failures.length === 0 ? todo.packages : undefined,
    }),
  );
  if (failures.length > 0) throw new Error(failures.join('\n'));
}

/** Brings dist up to date; `onSlow` is called once when that takes more than a moment. */
async function build({ onSlow = () => {} } = {}) {
  if (!work()) return false;
  fs.mkdirSync(dist, { recursive: true });
  const timer = setTimeout(onSlow, 700);
  try {
    await withBuildLock(path.join(dist, '.lock'), buildLocked);
  } finally {
    clearTimeout(timer);
  }
  return true;
}

module.exports = { build };

if (require.main === module) {
  build().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
