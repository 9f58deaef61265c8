/** Docker Compose itself, for tests that need no Docker: to read files asks no daemon. */
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTool } from '../../src/tools';

/** An environment whose `docker compose` is Docker Compose and nothing else. */
export async function withCompose(): Promise<NodeJS.ProcessEnv> {
  const program = process.env.ROOST_TEST_COMPOSE ?? (await findTool('docker-compose'));
  const bin = join(mkdtempSync(join(tmpdir(), 'roost-compose-')), 'bin');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'docker'),
    `#!/bin/sh\n[ "$1" = compose ] || exit 64\nshift\nexec '${program}' "$@"\n`,
  );
  chmodSync(join(bin, 'docker'), 0o755);
  const { HOME } = process.env;
  return { PATH: `${bin}:${process.env.PATH}`, HOME, LC_ALL: 'C.UTF-8' };
}
