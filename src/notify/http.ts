/** One POST, told apart by what it says about another try. The address may be a secret: it is in no message. */
import { RoostError } from '../errors';

const limit = 10_000;

export interface Post {
  url: string;
  body: unknown;
  /** For `Authorization: Bearer`. */
  token?: string;
}

/** Errors: `NotifyFailed`; `retry: never` when the same request would fail again. */
export async function post({ url, body, token }: Post): Promise<void> {
  const answer = await send(url, JSON.stringify(body), {
    'content-type': 'application/json; charset=utf-8',
    ...(token && { authorization: `Bearer ${token}` }),
  });
  const said = (await answer.text().catch(() => '')).slice(0, 200).replace(/\s+/g, ' ').trim();
  judge(answer, said);
}

/** As `post`, but its answer is in no message either: many servers repeat the path that they do not know. */
export async function postText(url: string, text: string): Promise<void> {
  const answer = await send(url, text, { 'content-type': 'text/plain; charset=utf-8' });
  await answer.body?.cancel().catch(() => {});
  judge(answer, '');
}

function judge(answer: Response, said: string): void {
  if (answer.ok) return;
  const again = answer.status >= 500 || [408, 425, 429].includes(answer.status);
  const retryAfter = Number(answer.headers.get('retry-after'));
  throw new RoostError(
    'NotifyFailed',
    `it answered ${answer.status}${said ? `: ${said}` : ''}`,
    {},
    { retry: again ? undefined : 'never', retryAfter: retryAfter > 0 ? retryAfter : undefined },
  );
}

async function send(url: string, body: string, headers: Record<string, string>): Promise<Response> {
  // What fetch throws for an address that is none repeats the address.
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw new RoostError('NotifyFailed', 'its address is no http(s) URL', {}, { retry: 'never' });
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'user-agent': 'roost', ...headers },
      body,
      // Elsewhere nobody has been configured to hear this.
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
