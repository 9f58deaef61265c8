/** Parses what `stacks.sh` prints. What is odd counts as not written. Pure. */
import { list, isSection, section, text, type Loose } from '../../lib/unchecked';
import { parseKeepers } from '../keepers';
import { routesOf } from './routes';
import type { StackContainer, StackProject, Stacks } from './types';

/** Longer texts are no names, paths or addresses. */
const LONGEST = 4096;

export function parseStacks(output: string): Stacks {
  const lines = output.split('\n').filter((line) => line.length < 200_000);
  const stacks: Stacks = {
    user: '',
    name: '',
    home: '',
    docker: { failure: 'docker said nothing' },
    projects: [],
    loose: [],
    routes: routesOf(lines),
    cut: !lines.includes('end'),
  };
  const raw = new Map<string, Raw>();
  const containers = lines.flatMap((line) => {
    const found = line.startsWith('container ') ? json(line.slice(10)) : null;
    return found && text(found.oneOff) !== 'True' ? [{ found, container: containerOf(found) }] : [];
  });
  let at: Raw | undefined;
  for (const line of lines) {
    const [tag, value] = split(line);
    if (tag === 'project') {
      at = { lines: [], keepers: [] };
      if (!raw.has(value)) raw.set(value, at);
    } else if (tag === 'user') stacks.user = value;
    else if (tag === 'name' && at === undefined) stacks.name = value;
    else if (tag === 'home') stacks.home = value;
    else if (tag === 'docker') stacks.docker = { version: value };
    else if (tag === 'nodocker') stacks.docker = { failure: value };
    else if (tag === 'answers')
      answer(
        value,
        containers.map(({ container }) => container),
      );
    else if (/^(\{|tracked |listens |volume )/.test(line)) at?.keepers.push(line);
    else at?.lines.push([tag, value]);
  }
  for (const [name, one] of raw) {
    const own = containers.filter(({ container }) => container.project === name && container.service !== '');
    if (own.length > 0) stacks.projects.push(projectOf(name, one, own));
  }
  stacks.loose = containers.flatMap(({ container }) =>
    container.project === '' || container.service === '' ? [container.name] : [],
  );
  return stacks;
}

interface Raw {
  lines: [tag: string, value: string][];
  keepers: string[];
}

function projectOf(
  name: string,
  { lines, keepers }: Raw,
  own: { found: Loose; container: StackContainer }[],
): StackProject {
  const said = (tag: string): string | undefined => lines.find(([one]) => one === tag)?.[1];
  const labels =
    own.map(({ found }) => found).find((one) => (text(one.folder) ?? '') !== '') ?? own[0]!.found;
  const paths = (key: string): string[] => (text(labels[key]) ?? '').split(',').filter((path) => path !== '');
  const top = said('top');
  const [, bare = '', branch = 'main'] = /^(\S+) ?(\S*)$/.exec(said('bare') ?? '') ?? [];
  const env = said('env');
  return {
    name,
    folder: text(labels.folder) ?? '',
    real: said('real'),
    gone: said('gone') !== undefined,
    writable: said('writable') !== undefined,
    above: said('above'),
    files: paths('files'),
    envFiles: paths('envFile'),
    git:
      top === undefined
        ? null
        : {
            top,
            remote: said('remote'),
            hadPassword: said('password') === undefined ? undefined : true,
            branch: said('branch'),
            changed: Number(said('changed')) || 0,
            ahead: Number(said('ahead')) || 0,
          },
    foreign: said('foreign'),
    env: env === 'tracked' || env === 'untracked' ? env : undefined,
    bare: bare === '' ? undefined : { path: bare, branch: branch || 'main' },
    singles: lines.flatMap(([tag, value]) => (tag === 'single' ? [value] : [])),
    containers: own.map(({ container }) => container),
    keepers: parseKeepers(keepers.join('\n')),
  };
}

function containerOf(found: Loose): StackContainer {
  const word = (key: string): string => short(text(found[key]));
  const published = Object.entries(section(found.published)).flatMap(([port, bound]) =>
    list(bound).map((one) => ({
      target: tcp(port),
      port: Number(section(one).HostPort),
      address: short(text(section(one).HostIp)),
    })),
  );
  return {
    id: word('id'),
    name: word('name').replace(/^\//, ''),
    project: word('project'),
    service: word('service'),
    image: word('image'),
    state: word('state'),
    health: text(found.health) ?? null,
    exposed: Object.keys(section(found.exposed)).map(tcp).filter(isPort),
    published: published.filter(({ target }) => isPort(target)),
    networks: words(found.networks),
    variables: words(found.variables),
    values: pairsOf(words(found.values)),
    labels: pairsOf(words(found.labels)),
    answers: [],
    title: word('title'),
  };
}

function answer(value: string, containers: StackContainer[]): void {
  const [, id = '', port, path = '', status] = /^([0-9a-f]{12,64}) (\d+) (\/\S*) (\d{3})$/.exec(value) ?? [];
  const one = containers.find((container) => id !== '' && container.id.startsWith(id));
  if (one && isPort(Number(port))) one.answers.push({ port: Number(port), path, status: Number(status) });
}

const split = (line: string): [tag: string, value: string] => {
  const space = line.indexOf(' ');
  return space < 0 ? [line, ''] : [line.slice(0, space), line.slice(space + 1, LONGEST)];
};

const short = (value: string | undefined): string => (value ?? '').slice(0, LONGEST);
const words = (value: unknown): string[] => list(value).flatMap((one) => short(text(one)) || []);
const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65_536;
/** `80/tcp`; of others not a number. */
const tcp = (port: string): number => (/^\d+(\/tcp)?$/.test(port) ? parseInt(port, 10) : Number.NaN);

const pairsOf = (entries: string[]): Record<string, string> =>
  Object.fromEntries(
    entries.flatMap((entry) => {
      const at = entry.indexOf('=');
      return at < 1 ? [] : [[entry.slice(0, at), entry.slice(at + 1)]];
    }),
  );

function json(line: string): Loose | null {
  try {
    const value: unknown = JSON.parse(line);
    return isSection(value) ? value : null;
  } catch {
    return null;
  }
}
