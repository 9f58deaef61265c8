/** What the fleet file names under `data`, and what of it an app that was started does not have. */
import { posix } from 'node:path';
import type { AppConfig, HostConfig } from '../../../fleet/file';
import { didYouMean } from '../../../fleet/file/problems/suggest';
import { redisWords, serverWords } from '../../../host/databases/server-words';
import { anyCode } from '../../../host/exit-code';
import type { Host } from '../../../host/types';
import { sentences } from '../../../lib/sentences';
import { shellScript } from '../../../lib/shell-script';
import { section, text, type Loose } from '../../../lib/unchecked';
import { within } from '../../within';
import { fail, ok, type Finding } from '../types';

const namedThere = shellScript(__dirname, 'named-there');

/** A backup would find it out by night. Nothing is said of an app that was never started. */
export async function namedFindings(
  host: Host,
  config: HostConfig,
  app: AppConfig,
  model?: Loose | null,
): Promise<Finding[]> {
  const { data, directory, source, backup } = app;
  const named = [...data.volumes, ...data.folders, ...data.sqlite];
  const { mariadb = [], redis = [] } = data;
  const servers = mariadb.length + redis.length;
  if (backup.from === 'off' || (named.length === 0 && !data.postgres && servers === 0)) return [];
  const { service = '', database = '', user = '' } = data.postgres ?? {};
  const argv = namedThere(
    ...[
      directory,
      posix.join(directory, source),
      data.volumes.map((name) => dockerName(model, name)).join('\n'),
    ],
    [...data.folders, ...data.sqlite].join('\n'),
    ...[service, database, user],
    ...mariadb.flatMap((one) => ['mariadb', one.service, one.database, ...serverWords(one)]),
    ...redis.flatMap((one) => ['redis', one.service, ...redisWords(one)]),
  );
  const { stdout } = await within(config.name, host.exec(argv, { ok: anyCode }));
  return findingsOf(app, stdout, (text) => host.scrub(text));
}

/** Of an external volume another name than its key; Compose labels all others with theirs. */
function dockerName(model: Loose | null | undefined, key: string): string {
  const { external, name } = section(section(model?.volumes)[key]);
  return external ? (text(name) ?? key) : key;
}

function findingsOf(app: AppConfig, stdout: string, scrub: (text: string) => string): Finding[] {
  const lines = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t') as [string, string]);
  const of = (tag: string): string[] => lines.flatMap(([first, rest]) => (first === tag ? [rest] : []));
  if (!lines.some(([first]) => first === 'asked')) return [];
  const at = `apps.${app.name}.data`;
  const known = of('known');
  const wrong = [
    ...of('volume').map((name) =>
      fail(
        'data',
        `there is no volume ${name}`,
        `write a volume of the Compose files under ${at}.volumes${didYouMean(name, known) || `; there are ${known.join(', ') || 'none'}`}`,
      ),
    ),
    ...of('path').map((path) =>
      fail('data', `there is no ${path} in ${app.directory}`, `see ${at}.folders and ${at}.sqlite`),
    ),
    ...of('mariadb').map((said) =>
      fail('data', scrub(said), `see service, database, user and password under ${at}.mariadb`),
    ),
    ...of('redis').map((said) =>
      fail('data', scrub(said), `see service, user, password, port and tls under ${at}.redis`),
    ),
    ...of('database').map((said) =>
      fail(
        'data',
        sentences(
          `${app.data.postgres!.service} does not let ${app.data.postgres!.user}`,
          `into the database ${app.data.postgres!.database}:`,
          scrub(said),
        ),
        `see database and user under ${at}.postgres`,
      ),
    ),
  ];
  return wrong.length > 0 ? wrong : [ok('data', 'all that the fleet file names is there')];
}
