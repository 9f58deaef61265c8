/**
 * Every way in which a deploy fails leaves the old version serving,
 * no flag, no lock, and says what to do.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adopted, openStage, APP, type FleetEdit, type Stage, type World } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(300_000);

describeOnLab('a deploy that fails', () => {
  let stage: Stage;
  let before: World;

  beforeAll(async () => {
    stage = await openStage('failures');
    await adopted(stage);
    before = await stage.world();
  });
  afterAll(() => stage?.close());
  afterEach(() => stage.fleet());

  async function expectFailure(code: string, ref: string, args: string[] = []): Promise<string> {
    const answer = await stage.deploy(ref, ...args);
    expect(answer.error).toMatchObject({ code });
    expect(answer.error?.hint).toBeTruthy();
    expect(answer.code).not.toBe(0);
    const after = await stage.world();
    // What `recreate` has stopped comes back as another container of the same image.
    const withoutIds = (containers: string[]): string[] =>
      containers.map((line) => line.replace(/ [0-9a-f]{12} /, ' '));
    if (args.includes('recreate'))
      expect(withoutIds(after.containers)).toEqual(withoutIds(before.containers));
    expect(args.includes('recreate') ? { ...after, containers: before.containers } : after).toEqual(before);
    before = after;
    return answer.error?.message ?? '';
  }

  it('serves before it', () => {
    expect(before.serves?.version).toBe('1.1.0');
    expect(before.flags).toEqual(['live/phone.blue']);
  });

  it.each<[string, string, string[], RegExp, FleetEdit]>([
    ['fails to build', 'fail-build', [], /the compiler gave up/, {}],
    [
      'never gets healthy, recreated',
      'never-healthy',
      ['--strategy', 'recreate'],
      /unhealthy|was not healthy/,
      {},
    ],
    [
      'never gets healthy, rolled',
      'never-healthy',
      ['--strategy', 'rolling'],
      /unhealthy|was not healthy/,
      {},
    ],
    [
      'crashes after 5 s, recreated',
      'crash-after-5s',
      ['--strategy', 'recreate'],
      /sgos-phone/,
      { 'apps.phone.settle': '8s' },
    ],
    [
      'crashes after 5 s, rolled',
      'crash-after-5s',
      ['--strategy', 'rolling'],
      /sgos-phone|src-app/,
      { 'apps.phone.settle': '8s' },
    ],
    ['has a broken app.json', 'invalid-appjson', [], /app\.json/, {}],
    ['lies behind', 'v1', [], /ancestor/, {}],
    ['does not exist', 'no-such-branch', [], /no-such-branch/, {}],
  ])('%s', async (_what, ref, args, says, edit) => {
    stage.fleet(edit);
    const codes: Record<string, string> = {
      'fail-build': 'BuildFailed',
      'invalid-appjson': 'ContractInvalid',
      v1: 'NotAhead',
      'no-such-branch': 'UnknownRef',
    };
    expect(await expectFailure(codes[ref] ?? 'Unhealthy', ref, args)).toMatch(says);
  });

  it('has a safe postdeploy that fails: what it added stays', async () => {
    const answer = await stage.deploy('postdeploy-fails');
    expect(answer.error?.code).toBe('ScriptFailed');
    expect(answer.error?.message).toMatch(/postdeploy of phone ended with code/);
    const after = await stage.world();
    expect(after).toEqual({ ...before, rows: after.rows });
    expect(after.rows).toContain('priority');
    before = after;
  });

  it('drops data and then fails: rows and columns are back', async () => {
    await stage.sql("insert into voicemails (caller) values ('before')");
    before = await stage.world();
    const answer = await stage.deploy('breaking-fails');
    expect(answer.error?.code).toBe('ScriptFailed');
    const after = await stage.world();
    expect(after.rows).toBe(before.rows);
    expect({ ...after, containers: [] }).toEqual({ ...before, containers: [] });
    before = after;
  });

  it('knows no such app', async () => {
    const { stdout, code } = await stage.roost.run(['deploy', 'fone', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'UnknownApp' } });
    expect(code).toBe(2);
  });

  it('has the wrong age key', async () => {
    const file = join(stage.roost.env.XDG_STATE_HOME ?? '', 'other.key');
    const { findTool } = await import('../../src/tools');
    writeFileSync(file, execFileSync(await findTool('age-keygen'), { stdio: ['ignore', 'pipe', 'ignore'] }), {
      mode: 0o600,
    });
    stage.fleet({ 'secrets.age.keyFile': file });
    const message = await expectFailure('SecretKeyWrong', 'v3-safe');
    expect(message).not.toContain(
      readFileSync(file, 'utf8')
        .split('\n')
        .find((line) => line.startsWith('AGE-SECRET-KEY')),
    );
  });

  it('does not reach the host from the start', async () => {
    stage.fleet({ 'hosts.hornbill.addresses': ['127.0.0.1:9'] });
    await expectFailure('HostUnreachable', 'v3-safe');
  });

  it('cannot read the repository, and says so soon', async () => {
    stage.fleet({ 'apps.phone.repository': '/srv/git/none.git' });
    const begun = Date.now();
    expect(await expectFailure('FetchFailed', 'v3-safe')).toMatch(/none\.git/);
    expect(Date.now() - begun).toBeLessThan(60_000);
  });

  it('meets another host key', async () => {
    const other = execFileSync('sh', [
      '-c',
      'd=$(mktemp -d); ssh-keygen -q -t ed25519 -N "" -f $d/k; cut -d" " -f1,2 $d/k.pub; rm -r $d',
    ])
      .toString()
      .trim();
    stage.fleet({ 'hosts.hornbill.hostKey': other });
    await expectFailure('HostKeyChanged', 'v3-safe');
  });

  it('finds the disk full', async () => {
    const releases = `${APP}/.roost/releases`;
    await stage.asRoot(
      `cp -a ${releases} /tmp/releases && mount -t tmpfs -o size=40k,uid=$(stat -c %u ${releases}),mode=755 none ${releases} && cp -a /tmp/releases/*/release.json /dev/null; for r in /tmp/releases/*; do mkdir ${releases}/$(basename $r); cp $r/release.json ${releases}/$(basename $r)/; done; chown -R deploy ${releases}`,
    );
    try {
      const answer = await stage.deploy('v3-safe');
      expect(answer.error?.code).toBe('DiskFull');
    } finally {
      await stage.asRoot(`umount ${releases}; rm -rf /tmp/releases`);
    }
    expect(await stage.world()).toEqual(before);
  });

  it('is followed by one that succeeds', async () => {
    const answer = await stage.deploy('v3-safe');
    expect(answer).toMatchObject({ ok: true });
    expect((await stage.world()).serves?.version).toBe('1.2.0');
  });
});
