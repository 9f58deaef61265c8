import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Log } from '../engine';
import { sources } from '../paths';
import { encrypt } from '../secrets';
import { Author, repository, type Repository } from './repository';

async function write(bare: string, recipient: string, log: Log): Promise<void> {
  const author = await Author.of(join(sources, 'apps/site'), bare);
  const secrets = JSON.stringify({ apiKey: randomBytes(24).toString('hex') });
  await author.write('.sops.json', await encrypt(secrets, 'json', recipient, log));
  await author.commit('v1', 'Site 1');
  await author.replace('docker-compose.yml', 'site:1', 'site:2');
  const main = await author.commit('v2', 'Site 2');
  await author.done(main);
}

/** A plain Compose stack: its image comes from the registry, no contract beside it. */
export function siteRepository(folder: string, recipient: string, log: Log): Promise<Repository> {
  return repository(folder, 'site', (bare) => write(bare, recipient, log));
}
