/** Compose itself says which variables of configs and secrets are set. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Site } from '../../../../../src/activities/app/site';
import { unsetVariables } from '../../../../../src/activities/release/facts/commit/variables';
import { viewArgv } from '../../../../../src/host/model/compose-model';
import { localHost } from '../../../../client/local-host';
import { withCompose } from '../../../../compose/compose-program';

let root: string;
beforeEach(() => (root = realpathSync(mkdtempSync(join(tmpdir(), 'roost-variables-')))));
afterEach(() => rmSync(root, { recursive: true }));

const model = {
  services: { web: { image: 'a', secrets: ['s'] } },
  configs: { c: { environment: 'GONE' }, i: { content: 'x' }, e: { environment: 'EMPTY' } },
  secrets: { s: { environment: 'THERE' }, f: { file: '/x' } },
};

async function unset(of: object, variables: string): Promise<string[]> {
  const bin = (await withCompose()).PATH!.split(':')[0]!;
  const host = localHost('hornbill', bin);
  const [source, view] = [join(root, 'app'), join(root, 'look/view')];
  mkdirSync(source);
  mkdirSync(join(root, 'tree'));
  writeFileSync(join(root, 'tree/compose.yaml'), JSON.stringify(of));
  writeFileSync(join(source, '.env'), variables);
  await host.exec(viewArgv({ root: view, tree: join(root, 'tree'), directory: source, source }));
  const found = await unsetVariables({ host, source } as Pick<Site, 'host' | 'source'>, of as never, {
    root: view,
    folder: join(root, 'look'),
    use: { files: ['compose.yaml'] },
  });
  return found.map(({ field, message }) => `${field} ${message}`);
}

test('a variable that nothing sets is named, one that is empty is set', async () => {
  expect(await unset(model, 'THERE=x\nEMPTY=\n')).toEqual([
    expect.stringMatching(/^configs\.c\.environment names the variable GONE.*write GONE=…/),
  ]);
});

test('without such a config or secret nobody is asked', async () => {
  expect(await unset({ services: { web: { image: 'a' } } }, '')).toEqual([]);
});
