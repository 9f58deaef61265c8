import { RoostError } from '../errors';
import type { NotifyTarget } from '../fleet/file/notify/types';
import type { SecretRef } from '../fleet/file/values/types';
import type { RunEvent } from '../protocol/reports/notification';
import type { ReadSecret } from '../secrets/control';
import { post } from './http';
import { sendEmail } from './kinds/email';
import { googleChatBody } from './kinds/google-chat';
import { jsonBody } from './kinds/json';
import { ntfyPost } from './kinds/ntfy';
import { slackBody } from './kinds/slack';
import { messageOf } from './message';
import { withoutOutput } from './output';

/** Sends one event to one target, once. Errors: `NotifyFailed`, and those of `secret`. */
export async function send(target: NotifyTarget, event: RunEvent, secret: ReadSecret): Promise<void> {
  try {
    await deliver(target, event, secret);
  } catch (error) {
    if (!(error instanceof RoostError) || error.code !== 'NotifyFailed') throw error;
    throw new RoostError(
      'NotifyFailed',
      `${target.name} (${target.kind}) was not notified: ${error.message}`,
      { target: target.name, ...error.details },
      error.traits,
    );
  }
}

async function deliver(target: NotifyTarget, event: RunEvent, secret: ReadSecret): Promise<void> {
  const shown = target.output ? event : withoutOutput(event);
  const message = messageOf(shown);
  const read = (value: string | SecretRef): Promise<string> =>
    typeof value === 'string' ? Promise.resolve(value) : secret(value.secret);
  const optional = async (value: SecretRef | undefined): Promise<string | undefined> => value && read(value);
  switch (target.kind) {
    case 'slack':
      return post({ url: await read(target.url), body: slackBody(message) });
    case 'googleChat':
      return post({ url: await read(target.url), body: googleChatBody(message) });
    case 'ntfy':
      return post({ ...ntfyPost(await read(target.url), message), token: await optional(target.token) });
    case 'json':
      return post({
        url: await read(target.url),
        body: jsonBody(shown, message),
        token: await optional(target.token),
      });
    case 'email':
      return sendEmail(target, target.password && (await read(target.password)), message, event);
  }
}
