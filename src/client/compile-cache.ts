/**
 * V8's compiled form of the packages that most commands load: compiling them takes longer than running them.
 * The build records it by running this file; `./roost` uses it. (Node 22 has `module.enableCompileCache`.)
 *
 * Only packages: they change with node_modules/.package-lock.json, so the build knows when to record again.
 * What another version of Node has recorded, V8 itself refuses.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { constants, Script } from 'node:vm';

type Compile = (this: NodeModule, code: string, file: string, format?: string) => unknown;

const dist = join(__dirname, '..');
const packages = join(dist, '..', 'node_modules/');
const cacheFile = join(dist, 'packages.cache');
const loader = Module.prototype as unknown as { _compile: Compile };
const compile = loader._compile;

/** `scriptOf` may give the compiled form of a package's file; everything else goes its usual way. */
function onCompile(scriptOf: (name: string, code: string, file: string) => Script | undefined): void {
  loader._compile = function (code, file, format) {
    const isOurs = file.startsWith(packages) && format !== 'module';
    const script = isOurs ? scriptOf(file.slice(packages.length), code, file) : undefined;
    if (!script) return compile.call(this, code, file, format);
    const run = script.runInThisContext() as (...args: unknown[]) => unknown;
    return run.call(this.exports, this.exports, createRequire(file), this, file, dirname(file));
  };
}

const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
const compiled = (code: string, filename: string, cachedData?: Buffer): Script =>
  new Script(Module.wrap(code), { filename, cachedData, importModuleDynamically });

/** From now on packages load compiled; what has not been recorded, as ever. */
export function useCompileCache(): void {
  const cache = read();
  onCompile((name, code, file) => cache[name] && compiled(code, file, cache[name]));
}

function read(): Record<string, Buffer> {
  try {
    return deserialize(readFileSync(cacheFile)) as Record<string, Buffer>;
  } catch {
    return {};
  }
}

async function record(modules: string[]): Promise<void> {
  const scripts: Record<string, Script> = {};
  onCompile((name, code, file) => (scripts[name] = compiled(code, file)));
  for (const name of modules) await import(join(dist, name));
  const cache = Object.fromEntries(
    Object.entries(scripts).map(([name, script]) => [name, script.createCachedData()]),
  );
  writeFileSync(`${cacheFile}.${process.pid}.tmp`, serialize(cache));
  renameSync(`${cacheFile}.${process.pid}.tmp`, cacheFile);
}

if (require.main === module) void record(process.argv.slice(2));
