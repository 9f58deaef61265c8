import type { Command } from 'commander';
import { RoostError } from '../../../errors';
import { appOf, type Fleet, type GatewayConfig } from '../../../fleet/file';
import { quote } from '../../../host/quote';
import { onlyIf } from '../../../lib/only-if';
import type { GatewayState } from '../../../services/background-gateway';
import type { Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import { pairs } from '../../output/text';
import type { Act, Define } from '../types';

const testHelp = `
It counts as a push: the gateway deploys the head of the app's branch, unless
that commit serves already.`;

export const defineWebhook: Define = (program, act) => {
  const webhook = program
    .command('webhook')
    .description('print the webhook settings for GitHub, or send a test delivery');
  defineUrl(webhook, act);
  defineTest(webhook, act);
};

const defineUrl = (webhook: Command, act: Act): Command =>
  webhook
    .command('url')
    .description('print the settings to enter at GitHub')
    .argument('<app>', 'name of the app in the fleet file')
    .action(act(url));

const defineTest = (webhook: Command, act: Act): Command =>
  webhook
    .command('test')
    .description('send the running gateway a signed push')
    .argument('<app>', 'name of the app in the fleet file')
    .addHelpText('after', testHelp)
    .action(act(test));

async function url(context: Context, name: string): Promise<Reply> {
  const fleet = await context.fleet();
  appOf(fleet, name);
  const { url: base } = gatewayOf(fleet);
  if (!base)
    throw new RoostError(
      'BadRequest',
      'The fleet file lacks the public URL of the gateway: add gateway.url, such as https://hooks.example',
    );
  const entries = {
    payloadUrl: `${base}/hooks/github`,
    appUrl: `${base}/hooks/deploy-${name}`,
    contentType: 'application/json',
    events: ['push'],
  };
  const { file, age } = fleet.secrets;
  const secret = 'the value of ROOST_WEBHOOK_SECRET';
  const lines = pairs(
    [
      ['Payload URL', entries.payloadUrl],
      ['', `(only for this app: ${entries.appUrl})`],
      ['Content type', entries.contentType],
      ['Secret', file ? `${secret}:` : `${secret}, once secrets.file of the fleet file names a file for it`],
      ...onlyIf(file !== undefined, ['', decryptLine(file ?? '', age.keyFile)] as [string, string]),
      ['Events', 'Just the push event'],
    ],
    '',
  );
  return { json: entries, lines };
}

/** To be pasted. sops does not know the ending `.sops`, so it needs the types. */
export const decryptLine = (file: string, keyFile: string): string =>
  `SOPS_AGE_KEY_FILE=${quote([keyFile])} ${quote(['sops', 'decrypt', '--input-type', 'dotenv', '--output-type', 'dotenv', file])}`;

async function test({ fleet: read, env, screen }: Context, name: string): Promise<Reply> {
  const fleet = await read();
  const app = appOf(fleet, name);
  gatewayOf(fleet);
  const [{ samplePush }, secret, base] = await Promise.all([
    import('../../../gateway/hooks/sample'),
    secretOf(fleet, env),
    runningAt(env),
  ]);
  const { headers, body } = samplePush(app, secret);
  const delivery = headers['x-github-delivery'];
  screen.note(`delivery ${delivery} to ${base}/hooks/github`);
  const response = await fetch(`${base}/hooks/github`, {
    method: 'POST',
    headers,
    body,
    signal: AbortSignal.timeout(15_000),
  }).catch((error: unknown) => {
    throw new RoostError(
      'GatewayMissing',
      `The gateway does not answer at ${base}: ${(error as Error).message}`,
      { app: name },
    );
  });
  const answer = (await response.json().catch(() => ({}))) as { message?: string; reason?: string };
  if (response.status !== 202)
    throw new RoostError('DeliveryRefused', `${response.status}: ${answer.message ?? 'no reason given'}`, {
      app: name,
      ...answer,
    });
  return {
    json: { delivery, status: response.status, answer },
    lines: [`${response.status} ${answer.message}`, `  watch: roost runs ${name}`],
  };
}

function gatewayOf(fleet: Fleet): GatewayConfig {
  if (fleet.gateway) return fleet.gateway;
  throw new RoostError(
    'BadRequest',
    `Fleet ${fleet.name} has no gateway: add the section gateway to the fleet file, then \`roost up\``,
  );
}

async function secretOf({ secrets }: Fleet, env: NodeJS.ProcessEnv): Promise<string> {
  const [{ controlSecrets }, { findTool }, { webhookSecrets }] = await Promise.all([
    import('../../../secrets/control'),
    import('../../../tools'),
    import('../../../gateway/hooks/verify'),
  ]);
  const [secret] = webhookSecrets(await controlSecrets({ sops: () => findTool('sops', { env }) })(secrets));
  if (secret) return secret;
  const where = secrets.file
    ? `${secrets.file} has no ROOST_WEBHOOK_SECRET`
    : 'The fleet file names no secrets.file';
  throw new RoostError('SecretInvalid', `${where}: deliveries from GitHub cannot be verified`, {});
}

/** Where the gateway of this state folder listens. */
async function runningAt(env: NodeJS.ProcessEnv): Promise<string> {
  const [{ readJson }, { stateFiles }] = await Promise.all([
    import('../../../lib/files/json-file'),
    import('../../../lib/files/state'),
  ]);
  const state = readJson<GatewayState>(stateFiles(env).gateway);
  if (state) return state.url;
  throw new RoostError('GatewayMissing', 'No gateway of this machine has recorded its address');
}
