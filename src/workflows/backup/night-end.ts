/** How a night ended, and who is notified of it. */
import type { ErrorCode } from '../../errors';
import { sentences } from '../../lib/sentences';
import type { NightEnd } from '../../protocol/reports/night';
import type { NightRequest } from '../../protocol/requests';
import type { Failure } from '../../protocol/run';
import type { Ending } from '../engine/types';
import { activity } from '../run/activities';
import { reportParent } from '../run/children';
import { failure, isWorldly } from '../run/failure';

/** No run of the app has reported these: it was not begun, or believed that all was well. */
const onlyHere: (string | null)[] = ['NightOver', 'SnapshotMissing'] satisfies ErrorCode[];

/** `broken`: what failed besides the apps. */
export function endingOf(ended: NightEnd[], broken: Failure | null, cancelled: boolean): Ending {
  if (cancelled) return { outcome: 'cancelled', failure: failure('Cancelled', 'the night was cancelled') };
  const failed = ended.filter(({ code }) => code !== null);
  if (failed.length === 0)
    return broken ? { outcome: 'failed', failure: broken } : { outcome: 'succeeded', failure: null };
  const names = failed.slice(0, 20).map(({ app, code }) => `${app} (${code})`);
  const more = failed.length > names.length ? ` and ${failed.length - names.length} more` : '';
  const also = broken ? `; afterwards ${broken.code}: ${broken.message}` : '';
  // `NightFailed` notifies no one: each app's own run has reported it.
  // What only the night knows has its own code.
  const { code = broken?.code ?? 'NightFailed' } = failed.find((end) => onlyHere.includes(end.code)) ?? {};
  return {
    outcome: 'failed',
    failure: failure(
      code as ErrorCode,
      sentences(
        `${failed.length} of ${ended.length} apps have no backup of this night:`,
        `${names.join(', ')}${more}${also}`,
      ),
    ),
  };
}

interface NightReport {
  request: NightRequest;
  startedAt: string;
  ended: NightEnd[];
  broken: Failure | null;
  ending: Ending;
}

/** None of it can change how the night ended. */
export async function reportEnd({ request, startedAt, ended, broken, ending }: NightReport): Promise<void> {
  const { outcome, failure: failed } = ending;
  const tasks: (() => Promise<void>)[] = [];
  if (request.apps === undefined) {
    const bad = ended.filter(({ code }) => code !== null).map(({ app, code }) => ({ app, code: code! }));
    const skipped = ended.filter((end) => end.skipped !== undefined).map(({ app }) => app);
    const night = {
      startedAt,
      succeeded: ended.length - bad.length - skipped.length,
      failed: bad,
      skipped,
      upkeep: broken && { code: broken.code, message: broken.message },
    };
    tasks.push(() => activity('recordNight', 'Record the night')(night));
    tasks.push(() =>
      ping(outcome === 'succeeded' ? 'success' : 'fail', failed?.message ?? `${night.succeeded} apps`),
    );
  }
  const about = { workflow: 'nightlyBackup', host: null, reason: request.reason };
  tasks.push(() => reportParent('Report how the night ended', about, { outcome, failure: failed }));
  await Promise.all(tasks.map((task) => task().catch(ignoreWorldly)));
}

/** Its silence is a message to the receiver, too. */
export async function ping(kind: 'start' | 'success' | 'fail', text: string): Promise<void> {
  await activity('pingNight', `Ping: ${kind}`)(kind, text).catch(ignoreWorldly);
}

function ignoreWorldly(error: unknown): void {
  if (!isWorldly(error)) throw error;
}
