/** E-mail over SMTP. */
import { RoostError } from '../../errors';
import type { EmailSettings } from '../../fleet/file/notify/types';
import { SECOND } from '../../lib/time';
import type { RunEvent } from '../../protocol/reports/notification';
import { bodyOf, oneLine } from '../text';
import type { Message } from '../types';

const limit = 10 * SECOND;

/** Permanent answers of SMTP; 4xx ones are temporary. https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1 */
const isFinal = (code: number | undefined): boolean => code !== undefined && code >= 500 && code < 600;

export async function sendEmail(
  settings: EmailSettings,
  password: string | undefined,
  message: Message,
  event: RunEvent,
): Promise<void> {
  const { host, port, security, user, from, to } = settings;
  // Loaded only here: few fleets use e-mail, and every command would wait for the module.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    auth: user === undefined ? undefined : { user, pass: password ?? '' },
    connectionTimeout: limit,
    greetingTimeout: limit,
    socketTimeout: limit,
    dnsTimeout: limit,
  });
  try {
    await transport.sendMail({
      from,
      to,
      subject: oneLine(message.title),
      text: `${bodyOf(message)}\n`,
      // After a lost answer the message is sent twice; with one id most readers show it once.
      messageId: `<${event.event}.${event.runId}.${Date.parse(event.at)}@roost>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  } catch (error) {
    const { message: answer, responseCode } = error as Error & { responseCode?: number };
    throw new RoostError(
      'NotifyFailed',
      oneLine(answer).slice(0, 300),
      {},
      { retry: isFinal(responseCode) ? 'never' : undefined },
    );
  } finally {
    transport.close();
  }
}
