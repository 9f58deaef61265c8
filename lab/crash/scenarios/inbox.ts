import { inboxId, signalInbox } from '../../../src/temporal/inbox';
import { until } from '../../run';
import { inboxBranch } from '../lane';
import { serving } from './bases';
import { withNewEnv } from './commits';
import type { Scenario } from './types';

const app = 'phone';

/** A push, and another delivery while its deploy runs: the head is deployed once, and looked at again. */
export const inbox: Scenario = {
  name: 'inbox',
  workflow: 'inbox',
  base: serving,
  async request(lab) {
    await withNewEnv(lab, 'v3-safe', inboxBranch);
    return { app };
  },
  async begin(lane) {
    await lane.ask((_, { client }) => signalInbox(client, app, { by: 'delivery', id: 'first' }));
    // Any sooner, and one deploy may answer both.
    await until(
      'the first deploy',
      async () => (await lane.ask((runs) => runs.list({ app, running: true, limit: 5 }))).length > 0,
    );
    await lane.ask((_, { client }) => signalInbox(client, app, { by: 'delivery', id: 'second' }));
    return inboxId(app);
  },
};
