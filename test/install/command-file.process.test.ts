import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { commandText } from '../../src/install/command-file';
import { place, type Place } from './support';

let at: Place;
beforeEach(() => (at = place()));
afterEach(() => at.drop());

test('the command finds the services and the tools that were installed with it', () => {
  mkdirSync(at.file('opt', 'versions', '1'), { recursive: true });
  symlinkSync('versions/1', at.file('opt', 'current'));
  const program = at.file('opt', 'current', 'roost');
  writeFileSync(program, '#!/bin/sh\necho "$PATH|$ROOST_FLEET|$*"\n');
  chmodSync(program, 0o755);
  const run = (env: NodeJS.ProcessEnv) =>
    execFileSync('sh', ['-c', commandText(at.settings), 'roost', 'status', 'phone'], { env }).toString();
  const tools = at.file('opt', 'current', 'bin');
  expect(run({ PATH: '/usr/bin:/bin' })).toBe(
    `${tools}:/usr/bin:/bin|${at.file('fleet.yaml')}|status phone\n`,
  );
  expect(run({ PATH: '/usr/bin:/bin', ROOST_FLEET: '/other.yaml' })).toContain('|/other.yaml|');
});
