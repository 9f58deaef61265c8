import type { Look } from '../../../src/protocol/push';
import { lasts } from '../../workflows/fakes';
import type { Run } from '../../workflows/world';
import { unchanged } from '../support/plans';
import type { Recipe } from '../support/types';

/** An app's inbox that is told again while its first deploy runs. */
export default {
  plan: unchanged(),
  prepare: (app) => void app.on('planDeploy', lasts(1), lasts(1_500), lasts(1)),
  async act(run, app, { env: { client } }) {
    await run.result();
    const tell = (look: Look) =>
      client.workflow.signalWithStart('inbox', {
        taskQueue: 'test',
        workflowId: 'inbox-phone',
        args: ['phone'],
        signal: 'look',
        signalArgs: [look],
      });
    await tell({ by: 'delivery', id: 'd-1' });
    while (app.count('planDeploy') < 2) await new Promise((resolve) => setTimeout(resolve, 50));
    await tell({ by: 'delivery', id: 'd-2' });
    const inbox = await tell({ by: 'comparison' });
    return inbox as unknown as Run;
  },
} satisfies Recipe;
