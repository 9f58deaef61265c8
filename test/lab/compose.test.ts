import { putProgram } from '../../lab';
import { changeLines, NO_CHANGE } from '../../src/plan/changes/text';
import { cases, type ComposeCase, type Outcome } from '../compose/cases';
import { answerOf, openStage, type DeployAnswer, type Stage } from './stage';
import { describeOnLab } from './support';

let stage: Stage;

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const named = <T>(value: T, app: string): T => JSON.parse(JSON.stringify(value).replaceAll('APP', app)) as T;

/** Commits files to the app's repository on the host. */
const commit = (app: string, files: Record<string, string>): Promise<string> =>
  stage.on(
    [
      `set -e; mkdir -p ~/work && cd ~/work && { [ -d ${app} ] || git init -q -b main ${app}; } && cd ${app}`,
      ...Object.entries(files).map(
        ([path, text]) => `mkdir -p "$(dirname ${path})" && printf %s ${quoted(text)} >${path}`,
      ),
      `git add -A && git -c user.name=a -c user.email=a@b.example commit -qm change`,
    ].join('\n'),
  );

/** What the plan says of the changes. */
async function changesOf(app: string): Promise<string[]> {
  const { plan } = answerOf(await stage.roost.run(['deploy', app, '--plan', '--json']));
  return plan?.changes ? changeLines(plan.changes) : [];
}

async function deploy(app: string): Promise<DeployAnswer> {
  return answerOf(await stage.roost.run(['deploy', app, '--json']));
}

async function hold(app: string, answer: DeployAnswer, wanted: Outcome): Promise<void> {
  const said = answer.error ? `${answer.error.code}: ${answer.error.message}` : '';
  expect({ ok: answer.ok, said }).toEqual({
    ok: wanted.ok,
    said: wanted.ok ? '' : expect.stringContaining(wanted.says ?? ''),
  });
  if (wanted.warns !== undefined)
    expect((answer.plan ?? answer.result?.plan)?.warnings.join('\n')).toContain(wanted.warns);
  const container = `$(docker ps -q --filter label=com.docker.compose.service=web --filter name=${app})`;
  for (const [command, printed] of Object.entries(wanted.then ?? {}))
    expect([
      command,
      (
        await stage.on(`cd /srv/stacks/${app}; ${command.replace(/ web( |$)/, ` ${container}$1`)} || :`)
      ).trim(),
    ]).toEqual([command, printed]);
}

async function run(one: ComposeCase, app: string): Promise<void> {
  const { files, byHand, fleet = {}, changes, deploy: first, next } = named(one, app);
  await commit(app, files);
  if (byHand !== '')
    await stage.on(`set -e; cd /srv/stacks && git clone -q ~/work/${app} ${app} && cd ${app} && ${byHand}`);
  stage.fleet({
    [`apps.${app}`]: {
      host: stage.host.name,
      contract: 'compose',
      repository: `/home/deploy/work/${app}`,
      directory: `/srv/stacks/${app}`,
      service: 'web',
      settle: '1s',
      ...(fleet.health === undefined ? { health: { wait: '15s' } } : {}),
      ...fleet,
    },
  });
  // The commit that runs: the plan has to say that nothing changes.
  const said = changes ?? (first.ok && /--wait$/.test(byHand) ? [NO_CHANGE] : undefined);
  if (said) expect(await changesOf(app)).toEqual(said);
  await hold(app, await deploy(app), first);
  if (!next) return;
  await commit(app, next.files);
  if (next.changes) expect(await changesOf(app)).toEqual(next.changes);
  await hold(app, await deploy(app), next.deploy);
}

describeOnLab('an app as its owner brings it', () => {
  beforeAll(async () => {
    stage = await openStage('compose');
    const program = process.env.ROOST_LAB_COMPOSE;
    if (program) await putProgram(stage.host, program, '/usr/libexec/docker/cli-plugins/docker-compose');
    await stage.on(
      ['1.106', '2.0']
        .map(
          (v) =>
            `printf 'FROM registry:5000/roost-base:1\\nENV VERSION=${v}\\n' | docker build -q -t registry:5000/pin:${v} - && docker push -q registry:5000/pin:${v}`,
        )
        .join('\n') +
        '\ndocker tag registry:5000/pin:2.0 registry:5000/pin:latest; docker push -q registry:5000/pin:latest',
    );
  }, 600_000);

  afterAll(() => stage?.close(), 120_000);

  it.each(cases.map((one, i) => [one.name, one, `case${i + 1}`] as const))(
    '%s',
    async (_, one, app) => {
      try {
        await run(one, app);
      } finally {
        await stage.on(`docker ps -aq --filter name=${app} | xargs -r docker rm -fv >/dev/null`);
      }
    },
    240_000,
  );
});
