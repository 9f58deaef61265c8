import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cacheDir } from './paths';
import { run } from './run';

const modules = {
  sops: 'github.com/getsops/sops/v3/cmd/sops@latest',
  'age-keygen': 'filippo.io/age/cmd/age-keygen@latest',
};

export type Tool = keyof typeof modules;

/** Path of a tool: an installed one, else ours in the cache, built when it is not there yet. */
export async function tool(name: Tool, log: (line: string) => void = () => undefined): Promise<string> {
  const bin = join(cacheDir(), 'bin');
  const folders = [...(process.env.PATH ?? '').split(delimiter), bin];
  for (const folder of folders) {
    const path = join(folder, name);
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  log(`building ${name} (go install, once)`);
  await run(['go', 'install', modules[name]], { env: { GOBIN: bin } });
  return join(bin, name);
}
