/** Rollback on a real host: over none, safe and breaking, forward and back, and what it refuses. */
import type { Hold } from '../../src/protocol/release-record';
import { adopted, openStage, APP, type DeployAnswer, type Stage, type World } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(900_000);

interface StatusAnswer {
  hosts: { apps: { hold: Hold | null; current: { release: number } }[] }[];
}

describeOnLab('a rollback', () => {
  let stage: Stage;
  let before: World;

  beforeAll(async () => {
    stage = await openStage('rollback', { 'apps.phone.releases': 20, 'apps.phone.health.wait': '120s' });
    await adopted(stage);
    for (const ref of ['v3-safe', 'v4-breaking', 'v5-none-after-breaking']) {
      await stage
        .sql(`insert into voicemails (caller) values ('before ${ref}')`)
        .catch(() => stage.sql(`insert into voicemails (number) values ('before ${ref}')`));
      const answer = await stage.deploy(ref);
      if (!answer.ok) throw new Error(`${ref}: ${answer.error?.code}: ${answer.error?.message}`);
    }
  });
  afterAll(() => stage?.close());
  afterEach(() => stage.fleet());
  beforeEach(async () => {
    before = await stage.world();
  });

  const hold = async (): Promise<Hold | null> =>
    (await stage.roost.json<StatusAnswer>(['status', 'phone'])).hosts[0]!.apps[0]!.hold;

  /** Of the figures that people want to see. */
  function tell(what: string, after: World): void {
    process.stderr.write(
      `  ${what}: release ${before.release} → ${after.release}, ${before.serves?.version} → ${after.serves?.version}, rows ${before.rows} → ${after.rows}\n`,
    );
  }

  async function goesBack(
    version: string,
    ...args: string[]
  ): Promise<{ answer: DeployAnswer; after: World }> {
    const answer = await stage.rollback(...args);
    expect(answer.error).toBeUndefined();
    expect(answer.result).toMatchObject({ outcome: 'succeeded', warnings: [] });
    const after = await stage.world();
    tell(`rollback ${args.join(' ')}`, after);
    expect(after.serves?.version).toBe(version);
    expect(Number(after.release)).toBe(Number(before.release) + 1);
    expect(after).toMatchObject({ lock: false, jobs: 0, oneOffs: [] });
    return { answer, after };
  }

  it('over none: rolls to the kept image, nothing is built, no script is run, the rows stay', async () => {
    const runs = await stage.sql('select count(*) from postdeploy_runs');
    const planned = await stage.rollback('--plan');
    expect(planned.plan).toMatchObject({
      kind: 'rollback',
      strategy: 'rolling',
      migration: 'none',
      rollback: { to: 3, images: { kept: ['app'], gone: [] } },
    });
    const { answer, after } = await goesBack('2.0.0', '--expect', planned.plan!.hash);
    expect(answer.result?.steps.map(({ id }) => id)).toEqual([
      'stage',
      'build',
      'start',
      'switch',
      'verify',
      'commit',
      'retire',
    ]);
    expect(answer.result?.steps.find(({ id }) => id === 'build')?.note).toBe('took app; pulled db');
    expect(after.rows).toBe(before.rows);
    expect(await stage.sql('select count(*) from postdeploy_runs')).toBe(runs);
  });

  it('the app is on hold: status and releases say so, resume ends it', async () => {
    expect(await hold()).toMatchObject({ release: 4, commits: [stage.commit('v5-none-after-breaking')] });
    const listed = (await stage.roost.run(['releases', 'phone'])).stdout;
    process.stderr.write(`${listed}${(await stage.roost.run(['status', 'phone'])).stdout}`);
    expect(listed).toMatch(/rollback of 4 to 3/);
    expect(listed).toMatch(/On hold: release 4/);
    expect((await stage.roost.run(['resume', 'phone'])).code).toBe(0);
    expect(await hold()).toBeNull();
    expect(await stage.world()).toEqual(before);
  });

  it('over breaking: refused without --restore-data, saying what would be lost', async () => {
    await stage.sql("insert into voicemails (number) values ('after the migration')");
    expect(await stage.sql("select count(*) from voicemails where number = 'after the migration'")).toBe('1');
    before = await stage.world();
    const { error, code } = await stage.rollback();
    expect([error?.code, code]).toEqual(['RestoreNeeded', 4]);
    process.stderr.write(`  refused: ${error?.message}\n  hint: ${error?.hint}\n`);
    expect(error?.message).toMatch(/public\.voicemails: 4 rows now, 2 then/);
    expect(await stage.world()).toEqual(before);
  });

  it('over breaking, to a release that cannot serve: undone, with the data that were there', async () => {
    const file = `${APP}/.roost/releases/2/tree/src/.env`;
    await stage.on(
      `cp ${file} /tmp/env && sed -i 's/^POSTGRES_PASSWORD=.*/POSTGRES_PASSWORD=wrong-for-this-test/' ${file}`,
    );
    const { error, result } = await stage.rollback('--restore-data', '--secrets', 'then');
    await stage.on(`cp /tmp/env ${file}; rm /tmp/env`);
    expect([error?.code, result?.outcome]).toEqual(['Unhealthy', 'undone']);
    expect(result?.plan?.rollback?.secrets).toEqual({
      taken: 'then',
      differ: [{ file: 'src/.env', changed: ['POSTGRES_PASSWORD'], onlyNow: [], onlyThen: [] }],
    });
    const after = await stage.world();
    tell('undone', after);
    expect({ ...after, containers: [] }).toEqual({ ...before, containers: [], flags: after.flags });
    expect(await hold()).toBeNull();
  });

  it('over breaking with --restore-data: the rows of then are back', async () => {
    process.stderr.write((await stage.roost.run(['rollback', 'phone', '--restore-data', '--plan'])).stdout);
    const { answer, after } = await goesBack('1.2.0', '--restore-data');
    expect(answer.result?.plan?.rollback?.data).toMatchObject({ dumpOf: 3 });
    expect(before.rows).toMatch(/^4 .*number/);
    expect(after.rows).toMatch(/^2 .*caller.*note/);
    expect(await stage.sql("select string_agg(caller, ', ' order by id) from voicemails")).toBe(
      'before v3-safe, before v4-breaking',
    );
    expect(await hold()).toMatchObject({ release: 5, commits: [stage.commit('v4-breaking')] });
  });

  it('once more in a row, over safe, with the repository away: the rows and the added column stay', async () => {
    stage.fleet({ 'apps.phone.repository': '/srv/git/none.git' });
    const { after } = await goesBack('1.1.0');
    expect(after.rows).toBe(before.rows);
    expect(after.rows).toContain('transcript');
    expect(await hold()).toMatchObject({
      release: 6,
      commits: [stage.commit('v3-safe'), stage.commit('v4-breaking')],
    });
  });

  it('what ran before roost can be gone back to, and a deploy ends the hold', async () => {
    await goesBack('1.0.0');
    expect((await stage.deploy('v3-safe')).error).toBeUndefined();
    expect(await hold()).toBeNull();
    expect((await stage.world()).serves?.version).toBe('1.2.0');
  });

  it('forward over the breaking one again and back, with the image deleted: it is built again', async () => {
    expect((await stage.deploy('v4-breaking')).error).toBeUndefined();
    await stage.sql("insert into voicemails (number) values ('second time')");
    before = await stage.world();
    const to = Number(before.release) - 1;
    await stage.on(
      `docker image rm -f $(docker image ls -q --no-trunc --filter reference='roost/phone-app' | sort -u | grep -v $(docker inspect -f '{{.Image}}' sgos-phone-app)) >/dev/null`,
    );
    const planned = await stage.rollback('--restore-data', '--plan');
    expect(planned.plan?.rollback).toMatchObject({ to, images: { kept: [], gone: ['app'] } });
    const { answer, after } = await goesBack('1.2.0', '--restore-data');
    expect(answer.result?.steps.find(({ id }) => id === 'build')?.note).toMatch(/^built app/);
    expect(after.serves?.commit).toBe(stage.commit('v3-safe'));
    expect([before.rows.slice(0, 2), after.rows.slice(0, 2)]).toEqual(['3 ', '2 ']);
  });

  it.each([
    ['what serves', [], 'NoRollbackTarget'],
    ['what was never kept', ['--to', '77'], 'UnknownRelease'],
    ['a migration that the data have not seen', ['--to', '3'], 'NotBehind'],
  ])('refuses %s', async (_what, args, code) => {
    const { error } = await stage.rollback(...(args.length > 0 ? args : ['--to', before.release]));
    expect(error?.code).toBe(code);
    expect(await stage.world()).toEqual(before);
  });
});
