/** A fleet file that is changed while a deploy works changes nothing of it, nor of its undo. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { end, view } from './moment';
import { adopted, openStage, until, type Stage, type World } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(240_000);

type Change = (text: string) => string;

const edited =
  (edit: (document: ReturnType<typeof parseDocument>) => void): Change =>
  (text) => {
    const document = parseDocument(text);
    edit(document);
    return document.toString();
  };

const changes: [string, Change][] = [
  ['is invalid', (text) => `${text}\nhosts: [`],
  ['has lost the app', edited((document) => document.deleteIn(['apps', 'phone']))],
  [
    'has it on another host',
    edited((document) => {
      const { hornbill } = (document.toJSON() as { hosts: Record<string, object> }).hosts;
      document.setIn(['hosts', 'elsewhere'], { ...hornbill, addresses: ['127.0.0.1:9'] });
      document.setIn(['apps', 'phone', 'host'], 'elsewhere');
    }),
  ],
  [
    'has it in another folder, without secrets, and its host at a dead address',
    edited((document) => {
      document.setIn(['apps', 'phone', 'directory'], '/srv/apps/other');
      document.setIn(['apps', 'phone', 'secrets'], []);
      document.setIn(['hosts', 'hornbill', 'addresses'], ['127.0.0.1:9']);
    }),
  ],
];

describeOnLab('a fleet file that changes under a deploy', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage('fleet-change');
    await adopted(stage);
  });
  afterAll(() => stage?.close());
  afterEach(() => stage.fleet());

  /** From the plan on, so that every step and every undo meets it. */
  async function deployUnder(change: Change, ref: string, ...args: string[]) {
    const file = stage.roost.env.ROOST_FLEET!;
    const before = readFileSync(file, 'utf8');
    const run = await stage.begin(ref, ...args);
    const phase = async (): Promise<string> => (await view(stage, run))?.progress?.phase ?? 'unknown';
    await until('it is planned', async () => !['unknown', 'locking', 'planning'].includes(await phase()));
    writeFileSync(file, change(before));
    try {
      return await end(stage, run);
    } finally {
      writeFileSync(file, before);
    }
  }

  const withoutIds = ({ containers, ...world }: World): object => ({
    ...world,
    containers: containers.map((line) => line.replace(/ [0-9a-f]{12} /, ' ')),
  });

  it.each(changes)('and %s: what fails is undone', async (_what, change) => {
    const before = await stage.world();
    const answer = await deployUnder(change, 'never-healthy', '--strategy', 'recreate');
    expect([answer.error?.code, answer.result?.outcome]).toEqual(['Unhealthy', 'undone']);
    expect(withoutIds(await stage.world())).toEqual(withoutIds(before));
  });

  it('and is invalid: data that were changed come back', async () => {
    await stage.sql("insert into voicemails (caller) values ('before')");
    const before = await stage.world();
    const answer = await deployUnder(changes[0]![1], 'breaking-fails');
    expect([answer.error?.code, answer.result?.outcome]).toEqual(['ScriptFailed', 'undone']);
    expect(withoutIds(await stage.world())).toEqual(withoutIds(before));
  });

  it.each(changes)('and %s: what is good serves', async (_what, change) => {
    const ref = (await stage.world()).serves?.version === '1.2.0' ? 'bench-a' : 'v3-safe';
    const answer = await deployUnder(change, ref, '--strategy', 'recreate', '--diverged');
    expect([answer.error, answer.result?.outcome]).toEqual([undefined, 'succeeded']);
    expect((await stage.world()).serves?.commit).toBe(stage.commit(ref));
    expect((await stage.world()).lock).toBe(false);
  });
});
