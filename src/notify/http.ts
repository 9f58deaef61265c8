/**
 * Sends a POST. Errors state whether a retry is useful. The address may be a secret, so no message contains
 * it.
 */
import { RoostError } from '../errors';
import { SECOND } from '../lib/time';

const limit = 10 * SECOND;

export interface Post {
  url: string;
  body: unknown;
  /** For `Authorization: Bearer`. */
  token?: string;
}

/** Errors: `NotifyFailed`; `retry: never` when the same request would fail again. */
export async function post({ url, body, token }: Post): Promise<void> {
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' };
  if (token) headers.authorization = `Bearer ${token}`;
  const answer = await send(url, JSON.stringify(body), headers);
  const text = (await answer.text().catch(() => '')).slice(0, 200).replace(/\s+/g, ' ').trim();
  requireOk(answer, text);
}

/**
 * As `post`, but no message contains the answer either, because many servers repeat an unknown path in it.
 */
export async function postText(url: string, text: string): Promise<void> {
  const answer = await send(url, text, { 'content-type': 'text/plain; charset=utf-8' });
  await answer.body?.cancel().catch(() => {});
  requireOk(answer, '');
}

function requireOk(answer: Response, text: string): void {
  if (answer.ok) return;
  const again = answer.status >= 500 || [408, 425, 429].includes(answer.status);
  const retryAfter = Number(answer.headers.get('retry-after'));
  throw new RoostError(
    'NotifyFailed',
    `it answered ${answer.status}${text ? `: ${text}` : ''}`,
    {},
    { retry: again ? undefined : 'never', retryAfter: retryAfter > 0 ? retryAfter : undefined },
  );
}

async function send(url: string, body: string, headers: Record<string, string>): Promise<Response> {
  // For an invalid address fetch throws an error that contains the address.
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw new RoostError('NotifyFailed', 'its address is no http(s) URL', {}, { retry: 'never' });
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'user-agent': 'roost', ...headers },
      body,
      // A message goes only to the configured address.
      redirect: 'manual',
      signal: AbortSignal.timeout(limit),
    });
  } catch (error) {
    throw new RoostError('NotifyFailed', reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  if (name === 'TimeoutError') return `it did not answer within ${limit / 1000} s`;
  return `it cannot be reached (${cause?.code ?? 'no connection'})`;
}
