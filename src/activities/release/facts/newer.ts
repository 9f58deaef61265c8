/**
 * Which images that a release names by a tag are others in their registries by now:
 * asked of the host's Docker, which pulls nothing.
 */
import { dataServicesOf } from '../../../fleet/file/app/servers';
import { plainText } from '../../../lib/plain-text';
import { shellScript } from '../../../lib/shell-script';
import { isSection, section, text } from '../../../lib/unchecked';
import type { DeployFacts } from '../../../plan/release/facts';
import { loginsOf, registryOf } from '../../app/secrets/logins';
import type { Site } from '../../app/site';
import type { Deps } from '../../deps';

const program = shellScript(__dirname, 'image-digests');

/** 30 s an image, at most. */
const ASK_MS = 10 * 60_000;

type Named = Pick<NonNullable<DeployFacts['contract']['compose']>['services'][string], 'image' | 'build'>;

/** What holds data keeps its image. `containers`: those that run. */
export async function newerImages(
  deps: Pick<Deps, 'controlSecret' | 'redactor'>,
  site: Site,
  services: Record<string, Named>,
  containers: DeployFacts['containers'],
): Promise<NonNullable<DeployFacts['pull']>> {
  const data = dataServicesOf(site.app);
  const others = Object.entries(services).filter(([name]) => !data.includes(name));
  const built = others.filter(([, { build }]) => Boolean(build)).map(([name]) => name);
  const own = new Set(others.flatMap(([, { build, image }]) => (build && image ? [image] : [])));
  const named = others.flatMap(([service, { image = '', build }]) =>
    !build && !own.has(image) && /^[a-z0-9][\w./:-]*$/i.test(image) ? [{ service, image }] : [],
  );
  const images = [...new Set(named.map(({ image }) => image))];
  if (images.length === 0) return { newer: [], unknown: [], built };
  const logins = new Map(await loginsOf(deps, site, new Set(images.map(registryOf))));
  const input = images.map((image) => `${image} ${headerOf(logins.get(registryOf(image)))}\n`).join('');
  const { stdout } = await site.host.exec(program(), { input, timeout: ASK_MS });
  const answers = stdout.split('\0');
  const said = new Map(images.map((image, i) => [image, answers.slice(3 * i, 3 * i + 3)]));
  const newer: NonNullable<DeployFacts['pull']>['newer'] = [];
  const unknown: NonNullable<DeployFacts['pull']>['unknown'] = [];
  for (const { service, image } of named) {
    const [id = '', digests = '', answer = ''] = said.get(image) ?? [];
    const { digest, why } = digestIn(answer);
    const runs = containers.find((one) => one.service === service && one.state === 'running');
    if (digest === undefined) unknown.push({ service, image, why: site.host.scrub(plainText(why)) });
    else if (!digests.includes(`@${digest}`) || (runs && runs.imageId !== id))
      newer.push({ service, image, digest });
  }
  return { newer, unknown, built };
}

/** As Docker's interface wants it: with padding, without which Docker takes it for no login. */
const headerOf = (login: { user: string; password: string } | undefined): string =>
  login === undefined
    ? ''
    : Buffer.from(JSON.stringify({ username: login.user, password: login.password }))
        .toString('base64')
        .replaceAll('+', '-')
        .replaceAll('/', '_');

function digestIn(answer: string): { digest?: string; why: string } {
  try {
    const value: unknown = JSON.parse(answer);
    const digest = isSection(value) ? text(section(value.Descriptor).digest) : undefined;
    if (digest !== undefined && /^sha256:[0-9a-f]{64}$/.test(digest)) return { digest, why: '' };
    return { why: text(section(value).message) ?? 'no answer' };
  } catch {
    return { why: answer.slice(0, 200) || 'no answer' };
  }
}
