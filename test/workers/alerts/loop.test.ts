/** The watcher itself. */
import { join } from 'node:path';
import { diskOf } from '../../../src/workers/alerts/evaluate';
import { keepWatching } from '../../../src/workers/alerts/watcher';
import { freshWorlds, log, world } from './world';

freshWorlds();

it('checks at once, again and again, and after a check that failed', async () => {
  const ending = new AbortController();
  let checks = 0;
  await keepWatching(
    async () => {
      checks += 1;
      if (checks === 3) ending.abort();
      else throw new Error('no fleet file');
    },
    log,
    ending.signal,
    1,
  );
  expect(checks).toBe(3);
});

it('asks for the disk of a folder that is not there yet', async () => {
  const { free, total } = await diskOf(join(world.folder, 'not', 'there'));
  expect(free).toBeGreaterThan(0);
  expect(total).toBeGreaterThan(free);
});
