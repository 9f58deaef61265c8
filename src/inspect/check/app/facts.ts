/**
 * What an app's folder, repository and health address say, in one round trip.
 *
 * The contract is read from the branch itself, by a shallow fetch into a
 * temporary folder on the host: that is what the next deploy would take, and it
 * proves that the host may read the repository.
 */
import { posix } from 'node:path';
import { contractFiles, type SourceFiles } from '../../../fleet/contract';
import type { AppConfig, HostConfig } from '../../../fleet/file';
import { forHost } from '../../../host/commands/curl';
import { parseParts, type Part } from '../../../host/commands/git-parts';
import { parseReading, type ComposeReading } from '../../../host/model/compose-model';
import { shellScript } from '../../../lib/shell-script';
import { programsOf } from './restore-script';

const program = shellScript(__dirname, 'facts');

export interface AppFacts {
  /** Null: it can be written to. */
  folder: string | null;
  /** Commit of the branch's head, or why it cannot be read. */
  head: { commit: string } | { failure: string };
  files: SourceFiles;
  /** Its files that end with `dockerignore`, by path. */
  ignores: Record<string, string>;
  /**
   * What Docker Compose makes of the head; null: it was not asked, since a
   * secret is not decrypted there. Holds secrets.
   */
  reading: ComposeReading | null;
  /** What of the head is not in its own repository. */
  parts?: Part[];
  /** Whether anything of the app has ever been started. */
  deployed: boolean;
  /** Null: nothing was asked. */
  health: { status: number; body: string; failure: string } | 'takes connections' | null;
}

export function appFactsArgv(app: AppConfig, host: HostConfig): string[] {
  const { url, domain } = healthAddress(app, host);
  return program(
    app.directory,
    posix.join(app.directory, app.source),
    app.repository,
    `refs/heads/${app.branch}`,
    url,
    domain,
    app.projectGiven ? app.project : '',
    app.compose.join('\n'),
    (app.profiles ?? []).join('\n'),
    (app.envFiles ?? []).join('\n'),
    app.secrets.map(({ target }) => target).join('\n'),
    app.service,
    ...containerQuestion(app),
    ...contractFiles(app),
    ...programsOf(app),
  );
}

/**
 * What the health check asks: a full URL as it stands, or the path through the
 * host's own proxy. `domain`: as of app-facts.sh.
 */
function healthAddress(app: AppConfig, host: HostConfig): { url: string; domain: string } {
  if (app.health.url) return { url: app.health.url, domain: '' };
  if (!host.proxy || !app.domain) return { url: '', domain: '' };
  const { url, connect } = forHost(`${host.proxy.url}${app.health.path}`, app.domain);
  return { url, domain: connect ?? app.domain };
}

/**
 * Port and path that the container itself is asked at, as a deploy will;
 * no path: it only has to take connections.
 */
function containerQuestion({ health, port }: AppConfig): [port: string, path: string] {
  if (health.tcp !== undefined) return [String(health.tcp), ''];
  if (health.given === 'none' || port === undefined) return ['', ''];
  return [String(port), health.path];
}

export function parseAppFacts(text: string): AppFacts {
  const facts: AppFacts = {
    folder: null,
    head: { failure: 'git said nothing' },
    files: {},
    ignores: {},
    reading: null,
    deployed: false,
    health: null,
  };
  for (const line of text.split('\n')) {
    const [tag, first = '', second = '', third = ''] = line.split(' ');
    if (tag === 'unwritable') facts.folder = line.slice('unwritable '.length);
    else if (tag === 'deployed') facts.deployed = true;
    else if (tag === 'head') facts.head = { commit: first };
    else if (tag === 'nohead') facts.head = { failure: line.slice('nohead '.length).trim() };
    else if (tag === 'file') facts.files[plain(first)] = plain(second);
    else if (tag === 'ignore') facts.ignores[plain(first)] = plain(second);
    else if (tag === 'model') facts.reading = parseReading(plain(second), plain(first));
    else if (tag === 'parts') facts.parts = parseParts(plain(first));
    else if (tag === 'health')
      facts.health =
        first === 'tcp'
          ? 'takes connections'
          : { status: Number(first), body: plain(second), failure: plain(third).trim() };
  }
  return facts;
}

const plain = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8');
