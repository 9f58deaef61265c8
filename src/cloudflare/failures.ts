/** What the API's failures mean. The client's own messages hold whole bodies, so none is repeated. */
import { RoostError } from '../errors';
import { plainText } from '../lib/plain-text';

interface ApiError {
  status?: number;
  headers?: Headers;
  errors?: { code?: number; message?: string }[];
  message: string;
}

/** Codes: a record of another kind, a CNAME, the same record, an identical one is there. */
const recordExists = [81053, 81054, 81057, 81058];
const invalidToken = [9109, 10000, 10001];
/** Seconds. After more the run is better begun anew. */
const mostWait = 600;

/** Errors: `CloudflareFailed`, `CloudflareRefused`, `CloudflareTokenWrong`. */
export async function asked<T>(what: string, request: () => Promise<T>): Promise<NonNullable<T>> {
  const answer = await request().catch((error: unknown) => {
    throw failureOf(what, error);
  });
  // The client does not inspect `success`: an answer without a result is a failure.
  if (answer === null || answer === undefined)
    throw new RoostError('CloudflareFailed', `Cloudflare answered without a result: ${what}.`);
  return answer;
}

function failureOf(what: string, error: unknown): RoostError {
  if (error instanceof RoostError) return error;
  const { status, headers, message } = error as ApiError;
  const codes = codesOf(error);
  const details = { status, codes };
  if (status === undefined)
    return new RoostError(
      'CloudflareFailed',
      `Cloudflare gave no answer: ${what}: ${oneLine(message)}`,
      details,
    );
  const text = `Cloudflare refused: ${what}: ${textOf(error)}`;
  if (status === 429)
    return new RoostError('CloudflareFailed', `Cloudflare asks for fewer requests: ${what}.`, details, {
      retryAfter: retryAfter(headers),
    });
  if (status >= 500 || status === 408)
    return new RoostError('CloudflareFailed', `Cloudflare failed with ${status}: ${what}.`, details, {
      retryAfter: headers?.has('retry-after') ? retryAfter(headers) : undefined,
    });
  if (status === 401 || status === 403 || codes.some((code) => invalidToken.includes(code)))
    return new RoostError('CloudflareTokenWrong', text, details);
  return new RoostError('CloudflareRefused', text, details);
}

export const codesIn = (error: unknown): number[] =>
  error instanceof RoostError && Array.isArray(error.details.codes) ? (error.details.codes as number[]) : [];

/** Whether it refuses because something of that name is there. */
export const saysExists = (error: unknown): boolean =>
  codesIn(error).some((code) => recordExists.includes(code) || code === 1013) || statusIn(error) === 409;

export const saysMissing = (error: unknown): boolean =>
  statusIn(error) === 404 || codesIn(error).includes(81044);

const statusIn = (error: unknown): unknown =>
  error instanceof RoostError ? error.details.status : undefined;

const codesOf = (error: unknown): number[] =>
  errorsOf(error).flatMap(({ code }) => (typeof code === 'number' ? [code] : []));

function errorsOf(error: unknown): { code?: number; message?: string }[] {
  const { errors } = error as ApiError;
  return Array.isArray(errors) ? errors : [];
}

function textOf(error: unknown): string {
  const said = errorsOf(error).map(({ code, message }) => `${oneLine(String(message))} (${code})`);
  return said.slice(0, 3).join('; ') || `status ${(error as ApiError).status}`;
}

const oneLine = (text: string): string => plainText(text).replace(/\s+/g, ' ').trim().slice(0, 200);

/** Seconds; Cloudflare blocks for five minutes who asks too much. */
function retryAfter(headers: Headers | undefined): number {
  const value = headers?.get('retry-after') ?? '';
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds), 1), mostWait) : 30;
}
