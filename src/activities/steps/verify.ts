/** The release as its users meet it: the URL through the proxy, then a while of watching. */
import { RoostError } from '../../errors';
import type { StepArgs, UrlCheck } from '../../fleet/plan/types';
import { appContainers, isRunning, type Container } from '../containers';
import { ask, fault, pause, unhealthy } from '../health';
import type { StepSite } from '../site';

/** The proxy may keep a name's old address for a moment. */
const FIRST_ANSWER_MS = 10_000;
const WATCH_MS = 500;
/** One bad answer may be the network's; this many in a row are the app's. */
const BAD_ANSWERS = 3;

export async function verifyRelease(site: StepSite, args: StepArgs['verifyRelease']): Promise<string> {
  if (args.url) await firstAnswer(site, args.url);
  const watched = await servingContainer(site, args);
  const end = Date.now() + args.settle;
  let bad = 0;
  while (Date.now() < end) {
    await pause(Math.min(WATCH_MS, Math.max(0, end - Date.now())));
    const now = await servingContainer(site, args);
    const wrong =
      fault(now) ?? (isRunning(now) ? null : `is ${now.state}`) ?? (now.id === watched.id && now.startedAt !== watched.startedAt ? 'was restarted' : null);
    if (wrong) throw await unhealthy(site, now, `${wrong} while it was watched`);
    const answer = args.url ? await ask(site, [], args.url) : null;
    bad = answer ? bad + 1 : 0;
    if (bad >= BAD_ANSWERS) throw new RoostError('UrlFailed', `${label(args.url)} answered wrongly while it was watched: ${answer}.`, { app: site.app.name });
  }
  return args.url ? `${label(args.url)} answers` : 'serves';
}

async function firstAnswer(site: StepSite, url: UrlCheck): Promise<void> {
  const end = Date.now() + FIRST_ANSWER_MS;
  for (;;) {
    const wrong = await ask(site, [], url);
    if (!wrong) return;
    if (Date.now() > end) throw new RoostError('UrlFailed', `${label(url)} does not answer as it should: ${wrong}.`, { app: site.app.name });
    await pause(200);
  }
}

async function servingContainer(site: StepSite, args: StepArgs['verifyRelease']): Promise<Container> {
  const found = (await appContainers(site)).filter((c) => c.service === args.service && c.id !== args.former);
  const container = found.find(isRunning) ?? found[0];
  if (!container) throw new RoostError('Unhealthy', `Service ${args.service} of ${site.app.name} has no container any more.`, { service: args.service });
  return container;
}

const label = (url: UrlCheck | null): string => (url?.host ? `${url.host} (${url.url})` : (url?.url ?? ''));
