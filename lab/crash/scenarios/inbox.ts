import { inboxId, signalInbox } from '../../../src/temporal';
import { inboxBranch } from '../lane';
import { serving } from './bases';
import { withNewEnv } from './commits';
import type { Scenario } from './types';

/** A push, and another delivery while its deploy runs: the head is deployed once, and looked at again. */
export const inbox: Scenario = {
  name: 'inbox',
  workflow: 'inbox',
  base: serving,
  async request(lab) {
    await withNewEnv(lab, 'v3-safe', inboxBranch);
    return { app: 'phone' };
  },
  async begin(lane, { app }) {
    await lane.ask((_, { client }) => signalInbox(client, app, { by: 'delivery', id: 'first' }));
    await lane.ask((_, { client }) => signalInbox(client, app, { by: 'delivery', id: 'second' }));
    return inboxId(app);
  },
};
