import { randomBytes } from 'node:crypto';
import { sleep } from '../../run';
import type { Watch } from '../../watch';
import { emptyBackup, secretsNow, repositoryBy, resetPassword } from '../backup';
import type { Lane } from '../lane';
import type { Scenario } from './types';

/** Another password of the repository: at every moment the one in `secrets.file` opens it. */
export const rotate: Scenario = {
  name: 'rotate',
  workflow: 'rotate',
  hosts: 0,
  faults: ['worker', 'temporal', 'long'],
  request: async () => ({}),
  async bring(lane) {
    await resetPassword(lane);
    await emptyBackup(lane);
  },
  async begin(lane, mark) {
    const id = ['rotate', mark, randomBytes(4).toString('hex')].filter(Boolean).join('-');
    const args = [{ what: 'restic-password', by: 'matrix' }];
    await lane.ask((runs) => runs.start({ workflow: 'rotate', id, args, summary: id }));
    return id;
  },
  strikes: [
    'prepare-restic_password',
    'add-restic_password-first',
    'store-restic_password',
    'remove-restic_password-first',
    'forget-restic_password',
  ],
  watch,
  async here(lane) {
    const values = await secretsNow(lane);
    const restic = await repositoryBy(lane, values.RESTIC_PASSWORD!);
    const keys = await restic.keys();
    return [
      `secrets ${Object.keys(values).sort().join(' ')}`,
      ...keys.map(({ current }) => `key ${current}`),
    ];
  },
};

function watch(lane: Lane): Watch {
  const wrong = new Set<string>();
  let [stopped, tries] = [false, 0];
  const looking = (async () => {
    while (!stopped) {
      tries += 1;
      const problem = await opens(lane);
      if (problem !== null) wrong.add(problem);
      await sleep(200);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await looking;
      return tries > 0 ? [...wrong] : ['nobody has looked'];
    },
  };
}

/** The file may be another one before the repository is asked. */
async function opens(lane: Lane): Promise<string | null> {
  for (;;) {
    const { RESTIC_PASSWORD: password = '' } = await secretsNow(lane);
    try {
      await (await repositoryBy(lane, password)).keys();
      return null;
    } catch (error) {
      if ((await secretsNow(lane)).RESTIC_PASSWORD === password) return (error as Error).message;
    }
  }
}
