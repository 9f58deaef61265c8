/** Pulls the images of a release. */
import { RoostError } from '../../../errors';
import { pull } from '../../../host/commands/compose';
import { shellScript } from '../../../lib/shell-script';
import type { ResolvedModel } from '../../app/compose';
import { withLogins } from '../../app/logins';
import type { StepSite } from '../../app/site';

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
    if (!(error instanceof RoostError) || error.code !== 'CommandFailed') throw error;
    throw new RoostError(
      'PullFailed',
      `An image of ${site.app.name} could not be pulled: ${String(error.details.stderr ?? error.message).trim()}`,
      { app: site.app.name },
      { cause: error, retry: error.traits.retry },
    );
  }
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

/** An image that no registry has, but the host, is used as Compose would use it. */
async function pullNewest(
  site: StepSite,
  base: string[],
  model: ResolvedModel,
  services: string[],
): Promise<void> {
  try {
    await run(site, model, pull(base, services));
  } catch (error) {
    if (!(error instanceof RoostError) || error.traits.retry !== 'never') throw error;
    await run(site, model, pull(base, services, { ignoreFailures: true }));
    await pullMissing(site, base, model, services);
  }
}
