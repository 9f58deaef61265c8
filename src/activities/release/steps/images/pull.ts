/** Pulls the images of a release. */
import { RoostError } from '../../../../errors';
import { pull } from '../../../../host/commands/compose';
import { isRefused } from '../../../../lib/output-tail';
import { sentences } from '../../../../lib/sentences';
import { shellScript } from '../../../../lib/shell-script';
import type { ResolvedModel } from '../../../app/compose/compose';
import { registryOf, withLogins } from '../../../app/secrets/logins';
import type { StepSite } from '../../../app/site';

const listPresent = shellScript(__dirname, 'list-present');

const PULL_MS = 30 * 60_000;

interface Pulled {
  /** Compose with its options. */
  base: string[];
  model: ResolvedModel;
  services: string[];
  dataServices: string[];
}

/** `images`: reference or id by service. Those that the host has. */
export const present = async (site: StepSite, images: Record<string, string>): Promise<string[]> =>
  (await site.read(listPresent(...Object.entries(images).flat()))).stdout.split('\n').filter(Boolean);

/**
 * Data services change only when their image is missing: a moved tag must not replace a database by the way.
 * Errors: `PullFailed`.
 */
export async function pullImages(
  site: StepSite,
  { base, model, services, dataServices }: Pulled,
): Promise<void> {
  const data = services.filter((name) => dataServices.includes(name));
  const others = services.filter((name) => !dataServices.includes(name));
  try {
    await pullMissing(site, base, model, data);
    if (others.length > 0) await pullNewest(site, base, model, others);
  } catch (error) {
    throw failed(site, error);
  }
}

/** `image`: where it is known which one. */
function failed(site: StepSite, error: unknown, image = 'An image'): unknown {
  if (!(error instanceof RoostError) || error.code !== 'CommandFailed') return error;
  return new RoostError(
    'PullFailed',
    sentences(
      `${image} of ${site.app.name} could not be pulled:`,
      `${String(error.details.stderr ?? error.message).trim()}`,
    ),
    { app: site.app.name },
    { cause: error, retry: error.traits.retry },
  );
}

async function run(site: StepSite, model: ResolvedModel, argv: string[]): Promise<void> {
  const { argv: whole, input } = await withLogins(site, model, argv);
  await site.read(whole, { timeout: PULL_MS, input });
}

/** `pull --policy missing` is an option that Compose 2.20 and 2.21 do not have. */
async function pullMissing(
  site: StepSite,
  base: string[],
  model: ResolvedModel,
  services: string[],
): Promise<void> {
  const { services: known } = model;
  const named = services.flatMap((name) => (known[name]?.image ? [[name, known[name].image] as const] : []));
  if (named.length === 0) return;
  const there = await present(site, Object.fromEntries(named));
  const missing = named.map(([name]) => name).filter((name) => !there.includes(name));
  if (missing.length > 0) await run(site, model, pull(base, missing));
}

/**
 * An image that no registry has, but the host, is used as Compose would use it. Compose names
 * one failure of many, so each is then pulled by itself.
 */
async function pullNewest(
  site: StepSite,
  base: string[],
  model: ResolvedModel,
  services: string[],
): Promise<void> {
  try {
    await run(site, model, pull(base, services));
  } catch (error) {
    if (!isForGood(error)) throw error;
    for (const service of services) await pullOrHave(site, base, model, service);
  }
}

const isForGood = (error: unknown): error is RoostError =>
  error instanceof RoostError && error.code === 'CommandFailed' && error.traits.retry === 'never';

/** What the host has may be old: where the fleet has a login that is refused, it does not stand in. */
async function pullOrHave(
  site: StepSite,
  base: string[],
  model: ResolvedModel,
  service: string,
): Promise<void> {
  const { image = '' } = model.services[service] ?? {};
  try {
    await run(site, model, pull(base, [service]));
  } catch (error) {
    if (!isForGood(error)) throw error;
    const hasLogin = registryOf(image) in (site.fleet.registries ?? {});
    if (hasLogin && isRefused(String(error.details.stderr ?? ''))) throw failed(site, error, image);
    const there = image === '' ? [] : await present(site, { [service]: image });
    if (there.length === 0) throw failed(site, error, image || undefined);
  }
}
