import { runningContainer } from '../../../src/activities/data/container';
import { AFTER, BEFORE, passes, world } from '../app/containers/restarted';

const missing = expect.objectContaining({ code: 'SourceMissing' });

describe('the database of a copy', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  const asked = async (shape: { state?: string; startedAt?: string }, comes = {}) => {
    const { site } = world([{ service: 'db', ...shape }], { comes });
    const began = Date.now();
    let took = 0;
    const error = await passes(() => runningContainer(site, 'db').finally(() => (took = Date.now() - began)));
    return { error, took };
  };

  it('is its running container', async () => {
    expect(await asked({})).toEqual({ error: null, took: 0 });
  });

  it('is waited for where its host came back and Docker has not started it again yet', async () => {
    const { error, took } = await asked({ state: 'exited', startedAt: BEFORE }, { db: 5_000 });
    expect(error).toBeNull();
    expect(took).toBeGreaterThanOrEqual(5_000);
  });

  it('is not waited for for ever', async () => {
    expect(await asked({ state: 'exited', startedAt: BEFORE })).toEqual({
      error: missing,
      took: expect.closeTo(30_000, -3),
    });
  });

  it('is not waited for where it ended by itself', async () => {
    expect(await asked({ state: 'exited', startedAt: AFTER })).toEqual({ error: missing, took: 0 });
  });
});
