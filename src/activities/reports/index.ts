/** The activities by which runs make themselves known. */
import type { ReportActivities } from '../../protocol/activities';
import { activity } from '../activity';
import type { Deps } from '../deps';
import { pingNight } from './ping';
import { reportRun } from './report';
import { sendNotification } from './run-end';

export const reportActivities = (deps: Deps): ReportActivities => ({
  reportRun: activity(deps, (report) => reportRun(deps, report)),
  sendNotification: activity(
    deps,
    (target, event) => sendNotification(deps, target, event),
    (_, { app, host }) => ({ app: app || null, host }),
  ),
  pingNight: activity(deps, (kind, text) => pingNight(deps, kind, text)),
});
