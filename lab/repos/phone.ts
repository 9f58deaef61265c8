import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Log } from '../engine';
import { sources } from '../paths';
import { encrypt } from '../secrets';
import { Author, repository, type Repository } from './repository';

type Migration = 'none' | 'safe' | 'breaking';

const benchReleases = 12;
export const benchLabels = Array.from(
  { length: benchReleases },
  (_, n) => `bench-${String.fromCharCode(97 + n)}`,
);

/** One release: what it is called and what it changes. */
interface Release {
  label: string;
  version: string;
  migration?: Migration;
  knobs?: Record<string, unknown>;
  sql?: Record<string, string>;
  /** Seconds that the build's slow step takes; it is never cached across releases with such a time. */
  build?: number;
  /** The release that it follows, when it is not in a row. */
  on?: string;
  /** Anything else. */
  edit?: (author: Author) => Promise<void>;
}

async function release(
  author: Author,
  { label, version, migration = 'none', knobs, sql, build, edit }: Release,
): Promise<void> {
  await author.json('app.json', (app) => ({ ...app, version, migration }));
  await author.replace('CHANGELOG.md', '\n## [', `\n## [${version}]\n\n### Changed\n\n- ${label}.\n\n## [`);
  if (knobs) await author.json('knobs.json', (before) => ({ ...before, ...knobs }));
  for (const [name, text] of Object.entries(sql ?? {}))
    await author.write(`migrations/${name}.sql`, `${text}\n`);
  if (build !== undefined) await author.write('build-seconds', `${build} ${label}\n`);
  await edit?.(author);
  await author.commit(label, `Release ${version} (${label})`);
}

const dropNote = 'alter table voicemails drop column note;';

/** Releases in a row: these are `main`. */
const line: Release[] = [
  { label: 'v2', version: '1.1.0' },
  {
    label: 'v3-safe',
    version: '1.2.0',
    migration: 'safe',
    sql: { '002-transcript': 'alter table voicemails add column transcript text;' },
  },
  {
    label: 'v4-breaking',
    version: '2.0.0',
    migration: 'breaking',
    sql: { '003-drop-note': `${dropNote}\nalter table voicemails rename column caller to number;` },
    knobs: { postdeploySeconds: 3, insert: 'insert into voicemails (number) values ($1) returning id' },
  },
  { label: 'v5-none-after-breaking', version: '2.0.1', knobs: { postdeploySeconds: 0 } },
];

/** Releases that each follow v2, unless they say otherwise: everything that can go wrong. */
const beside: Release[] = [
  {
    label: 'fail-build',
    version: '1.1.1',
    edit: (author) => author.write('build.sh', 'echo "error: the compiler gave up" >&2\nexit 1\n'),
  },
  { label: 'never-healthy', version: '1.1.2', knobs: { healthy: false } },
  { label: 'v3-never-healthy', version: '1.2.4', on: 'v3-safe', knobs: { healthy: false } },
  { label: 'crash-after-5s', version: '1.1.3', knobs: { crashSeconds: 5 } },
  {
    label: 'postdeploy-fails',
    version: '1.2.1',
    migration: 'safe',
    knobs: { postdeployFails: true },
    sql: { '002-priority': 'alter table voicemails add column priority int;' },
  },
  {
    label: 'breaking-fails',
    version: '2.0.2',
    migration: 'breaking',
    sql: { '003-drop-note': dropNote, '004-broken': 'select 1 / 0;' },
    knobs: { insert: 'insert into voicemails (caller) values ($1) returning id' },
  },
  {
    label: 'invalid-appjson',
    version: '1.1.4',
    edit: (author) =>
      author.json('app.json', ({ name: _, ...app }) => ({ ...app, version: 'one', migration: 'maybe' })),
  },
  { label: 'slow-build', version: '1.2.2', migration: 'safe', build: 6 },
  { label: 'slow-postdeploy', version: '1.2.3', migration: 'safe', knobs: { postdeploySeconds: 6 } },
  { label: 'slow-start', version: '1.1.5', knobs: { startSeconds: 6 } },
  { label: 'diverged', version: '1.1.6' },
];

/** A row of slow builds, each ahead of the one before it. */
const bench: Release[] = benchLabels.map((label, n) => ({
  label,
  version: `1.3.${n}`,
  migration: 'safe',
  build: 4,
}));

async function write(bare: string, recipient: string, log: Log): Promise<void> {
  const author = await Author.of(join(sources, 'apps/phone'), bare);
  const secrets = {
    POSTGRES_PASSWORD: randomBytes(18).toString('base64url'),
    API_TOKEN: randomBytes(24).toString('hex'),
    GREETING: 'Please leave a message',
  };
  const dotenv = Object.entries(secrets).map(([name, value]) => `${name}=${value}\n`);
  await author.write('.env.sops', await encrypt(dotenv.join(''), 'dotenv', recipient, log));
  await author.write(
    '.sops.yaml',
    `creation_rules:\n  - path_regex: \\.env\\.sops$\n    age: ${recipient}\n`,
  );
  await author.commit('v1', 'Release 1.0.0 (v1)');
  for (const each of line) await release(author, each);
  const main = await author.commitOf('HEAD');
  for (const each of beside) {
    await author.from(each.on ?? 'v2');
    await release(author, each);
  }
  await author.from('v2');
  for (const each of bench) await release(author, each);
  await author.done(main);
}

export function phoneRepository(folder: string, recipient: string, log: Log): Promise<Repository> {
  return repository(folder, 'sgos-phone', (bare) => write(bare, recipient, log));
}
