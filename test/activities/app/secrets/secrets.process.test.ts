import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { learnSecrets } from '../../../../src/activities/app/secrets/secrets';
import type { StepSite } from '../../../../src/activities/app/site';
import { createRedactor } from '../../../../src/host/redact';
import { appPaths } from '../../../../src/plan/names';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'roost-learn-'))));
afterEach(() => rmSync(directory, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(directory, file)), { recursive: true });
  writeFileSync(join(directory, file), text);
}

function site(): StepSite {
  const secrets = [
    { source: '.env.sops', target: 'src/.env', format: 'dotenv' },
    { source: 'keys.json', target: 'keys.json', format: 'json' },
  ];
  return {
    deps: { redactor: createRedactor() },
    host: { name: 'web1' },
    app: { name: 'shop', secrets },
    scope: { directory },
    context: { operation: 'c0ffee' },
    paths: appPaths(directory),
    read: async ([file, ...args]: string[]) => ({
      code: 0,
      stdout: execFileSync(file!, args).toString(),
      stderr: '',
    }),
  } as unknown as StepSite;
}

it('knows what serves, what every release has, and what was staged since the last step', async () => {
  const here = site();
  await learnSecrets(here);
  write('src/.env', 'A=serving-value');
  write('keys.json', '{"key":"serving-key"}');
  write('.roost/releases/3/tree/keys.json', '{"key":"third-key"}');
  await learnSecrets(here);
  // Another worker of the same operation has staged it.
  write('.roost/releases/4/tree/src/.env', 'A=staged-value');
  await learnSecrets(here);
  const said = 'serving-value serving-key third-key staged-value';
  expect(here.deps.redactor.of('web1').scrub(said)).toBe('[redacted] [redacted] [redacted] [redacted]');
});
