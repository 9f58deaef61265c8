import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DefaultLogger, Runtime, type WorkflowBundle } from '@temporalio/worker';
import { bundleOf, type Edits } from './support/bundle';
import { replay } from './support/replay';

const read = (name: string): unknown => JSON.parse(readFileSync(join(__dirname, `${name}.json`), 'utf8'));
const names = readdirSync(__dirname)
  .filter((file) => file.endsWith('.json'))
  .map((file) => basename(file, '.json'));

let present: WorkflowBundle;
beforeAll(async () => {
  // The native part warns of every run that it cannot replay, which is what half of these tests want.
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { forward: {}, filter: 'off' } },
  });
  present = await bundleOf();
});

test('every recipe was recorded', () => {
  const recipes = readdirSync(join(__dirname, 'runs')).map((file) => basename(file, '.ts'));
  expect(names).toEqual(expect.arrayContaining(recipes));
});

test.each(names)('%s is done again, with the same input', async (name) => {
  await replay(present, read(name));
});

test('all that a run gives to Temporal is looked at', async () => {
  const asked = (
    await Promise.all(['decided-by-default', 'cancelled'].map((name) => replay(present, read(name))))
  ).flat();
  const kinds = new Set(asked.map(({ asks }) => asks.split(' ')[0]));
  expect(kinds).toEqual(new Set(['search', 'activity', 'timer', 'memo', 'end:']));
  expect(asked.find(({ asks }) => asks === 'activity startRelease')?.given).toMatchObject([
    { release: 4, probe: { wait: 120_000 } },
    { step: 'stop', expect: 4, direction: 'undo', lease: { scope: { kind: 'app', app: 'phone' }, token: 1 } },
  ]);
});

describe('a change under runs in flight', () => {
  const replayed = async (edits: Edits, name: string) => replay(await bundleOf(edits), read(name));
  /** One more command before the lock is taken. */
  const look = (condition: string): Edits => ({
    'run/runPlanned.ts': [
      [
        'import type { Lease }',
        "import { patched } from '@temporalio/workflow';\nimport { activity } from './activities';\nimport type { Lease }",
      ],
      [
        "    list.phase('locking');\n",
        `    if (${condition}) await activity('listReleases', 'Look first')('phone');\n    list.phase('locking');\n`,
      ],
    ],
  });

  it('fails by one command more, and says what to do', async () => {
    const change = replayed(look('true'), 'recreate');
    await expect(change).rejects.toThrow(
      /in another order[^]*listReleases[^]*behind patched\('what-changed'\)/,
    );
  });

  it('passes with the same command behind patched', async () => {
    await replayed(look("patched('look-first')"), 'recreate');
  });

  it('passes with a hint in other words', async () => {
    const reworded = (data: string): string => {
      const text = Buffer.from(data, 'base64').toString('utf8');
      return Buffer.from(text.replace(/"hint":"/g, '$&Formerly: '), 'utf8').toString('base64');
    };
    const change = (key: string, value: unknown): unknown =>
      key === 'data' && typeof value === 'string' ? reworded(value) : value;
    const former = JSON.stringify(read('night-unplanned'), change);
    const asked = await replay(present, JSON.parse(former));
    expect(JSON.stringify(asked)).toContain('"hint":"Formerly: ');
  });

  it('fails by another order', async () => {
    const order: Edits = {
      'engine/session.ts': [['return [...this.undos].reverse()', 'return [...this.undos]']],
    };
    await expect(replayed(order, 'undone')).rejects.toThrow("behind patched('what-changed')");
  });

  it('fails by another input or duration, which a replay alone does not see', async () => {
    const bundle = await bundleOf({
      'engine/session.ts': [
        ["this.context(step, 'undo', this.plan.expects)", "this.context(step, 'undo', this.plan.release)"],
      ],
      'run/decisions.ts': [['condition(answered, ms,', 'condition(answered, 2 * ms,']],
    });
    await expect(replay(bundle, read('undone'))).rejects.toThrow(
      /other input[^]*"expect":4[^]*now:[^]*"expect":5[^]*behind patched\('what-changed'\)/,
    );
    const duration = replay(bundle, read('decided-by-default'));
    await expect(duration).rejects.toThrow(
      'recorded: {"asks":"timer","given":500}\nnow:      {"asks":"timer","given":1000}',
    );
  });
});
