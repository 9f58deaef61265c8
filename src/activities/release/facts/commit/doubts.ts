/**
 * Whether what a person has started is what the commit in the source folder says: by when it was made, and
 * what changed since.
 */
import { posix } from 'node:path';
import { mountedIn } from '../../../../host/model/mounted';
import { shellScript } from '../../../../lib/shell-script';
import { section, text, type Loose } from '../../../../lib/unchecked';
import { short } from '../../../../plan/short';
import type { Site } from '../../../app/site';
import type { Mirror } from './mirror';
import { definitionsChangedBetween } from './services';

const whenMade = shellScript(__dirname, 'when-made');

/** Times in seconds. */
export interface Made {
  /** The newest first. */
  checkedOut: { at: number; commit: string }[];
  containers: Map<string, { created: number; started: number; image: string }>;
  images: Map<string, number>;
}

interface Asked {
  model: Loose;
  commit: string;
  containers: { id: string; service: string; state: string }[];
}

/**
 * A line for each service that Docker Compose would make anew, or that has read other files: what a
 * comparison of settings does not see. Only of a commit that is checked out.
 */
export async function doubtsOf(
  site: Site,
  mirror: Mirror,
  { model, commit, containers }: Asked,
): Promise<string[]> {
  const running = containers.filter(({ state }) => state === 'running');
  if (running.length === 0) return [];
  const { stdout } = await site.host.exec(whenMade(site.source, ...running.map(({ id }) => id)));
  const made = parseMade(stdout);
  const secrets = site.app.secrets.map(({ target }) => posix.join(site.app.directory, target));
  const mounted = mountedIn(model, secrets, []);
  const known = new Map<string, Promise<Since>>();
  const since = (then: string): Promise<Since> => {
    const asked = known.get(then) ?? sinceThen(site, mirror, then, commit);
    known.set(then, asked);
    return asked;
  };
  const lines = new Set<string>();
  for (const { id, service } of running) {
    const one = made.containers.get(id);
    const { build } = section(section(model.services)[service]);
    const context = build === undefined ? undefined : (text(section(build).context) ?? '');
    const files = mounted.filter((mount) => mount.service === service).map(({ path }) => path);
    const wrong = await doubt(one && { ...one, imageCreated: made.images.get(one.image) }, {
      made,
      commit,
      since,
      service,
      context: context === undefined ? undefined : relative(site.source, context),
      files: files.flatMap((path) => relative(site.source, path) ?? []),
    });
    if (wrong) lines.add(`${service} ${wrong}`);
  }
  return [...lines].sort();
}

/** Paths below the source that changed, and services that are defined in another way; null: not known. */
type Since = { paths: string[]; definitions: string[] } | null;

interface Of {
  made: Made;
  commit: string;
  since(then: string): Promise<Since>;
  service: string;
  /** Of a build, below the source; null: it is elsewhere. Absent: it is not built. */
  context: string | null | undefined;
  files: string[];
}

async function doubt(
  one: { created: number; started: number; imageCreated: number | undefined } | undefined,
  { made, commit, since, service, context, files }: Of,
): Promise<string | null> {
  if (!one) return 'is gone';
  const changed = async (time: number | undefined): Promise<Since> => {
    const then = time === undefined ? undefined : commitAt(made.checkedOut, time);
    if (then === undefined) return null;
    return then === commit ? { paths: [], definitions: [] } : since(then);
  };
  const before = (what: string): string => `${what} before ${short(commit)} was checked out`;
  const [created, started] = [await changed(one.created), await changed(one.started)];
  if (!created || created.definitions.includes(service)) return before('was made');
  const read = (paths: string[], of: string): boolean => paths.some((path) => isIn(path, of));
  if (!started || files.some((file) => read(started.paths, file))) return before('has read its files');
  if (context === undefined) return null;
  const built = context === null ? null : await changed(one.imageCreated);
  return !built || read(built.paths, context ?? '') ? before('has an image that was built') : null;
}

const isIn = (path: string, folder: string): boolean =>
  folder === '' || path === folder || path.startsWith(`${folder}/`);

const relative = (source: string, path: string): string | null => {
  const clean = posix.normalize(path).replace(/\/$/, '');
  if (clean === source) return '';
  return clean.startsWith(`${source}/`) ? clean.slice(source.length + 1) : null;
};

async function sinceThen(site: Site, mirror: Mirror, then: string, commit: string): Promise<Since> {
  if (!(await mirror.has(then))) return null;
  const paths = await mirror.listing('diff', '--name-only', '--no-renames', '-z', then, commit);
  const isYaml = paths.some((path) => /\.ya?ml$/i.test(path));
  const definitions = isYaml ? await definitionsChangedBetween(site, mirror, then, commit) : [];
  return definitions && { paths, definitions };
}

/** The commit that was checked out at that time. */
export const commitAt = (checkedOut: Made['checkedOut'], time: number): string | undefined =>
  checkedOut.find(({ at }) => at <= time)?.commit;

export function parseMade(stdout: string): Made {
  const [log = '', containers = '', images = ''] = stdout.split('==\n');
  const lines = (part: string): string[][] =>
    part
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' '));
  return {
    checkedOut: lines(log).map(([at, commit = '']) => ({ at: Number(at), commit })),
    containers: new Map(
      lines(containers).map(([id = '', created = '', started = '', image = '']) => [
        id,
        { created: seconds(created), started: seconds(started), image },
      ]),
    ),
    images: new Map(lines(images).map(([id = '', created = '']) => [id, seconds(created)])),
  };
}

const seconds = (time: string): number => Date.parse(time) / 1000;
