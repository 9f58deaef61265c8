/**
 * One delivery, from its bytes to its answer. The signature is verified first: without it an answer reveals
 * nothing, not even the names of the apps.
 */
import type { Fleet } from '../../fleet/file';
import type { Look } from '../../protocol/push';
import type { Reason } from './answers';
import { filter } from './filter';
import { deliveryOf, eventOf, pushSchema } from './payload';
import { isSigned } from './verify';

export interface DeliverDeps {
  fleet(): Promise<Fleet>;
  /** Empty: no secret is configured. Errors are a defect of the configuration. */
  secrets(): Promise<string[]>;
  /** Returns once Temporal has the signal; throws if Temporal does not answer in time. */
  signal(app: string, look: Look): Promise<void>;
}

export interface Outcome {
  reason: Reason;
  /** Whether the sender has proved that it knows the secret. */
  isVerified: boolean;
  apps: string[];
  repository: number | null;
  commit: string | null;
  /** Why it failed, for the log. */
  error?: unknown;
}

export interface Request {
  headers: Record<string, unknown>;
  body: string;
  /** The app that the path names. */
  app?: string;
}

export async function deliver(request: Request, deps: DeliverDeps): Promise<Outcome> {
  const nothing = { apps: request.app === undefined ? [] : [request.app], repository: null, commit: null };
  const unverified = (reason: Reason, error?: unknown): Outcome => ({
    ...nothing,
    reason,
    isVerified: false,
    error,
  });
  const signature = request.headers['x-hub-signature-256'];
  if (typeof signature !== 'string') return unverified('signature-missing');
  try {
    const secrets = await deps.secrets();
    if (secrets.length === 0) return unverified('no-secret');
    if (!(await isSigned(request.body, signature, secrets))) return unverified('signature-wrong');
  } catch (error) {
    return unverified('no-secret', error);
  }
  const outcome = await deliverSigned(request, deps);
  return { ...nothing, isVerified: true, ...outcome };
}

type Signed = Pick<Outcome, 'reason'> & Partial<Outcome>;

async function deliverSigned({ headers, body, app }: Request, deps: DeliverDeps): Promise<Signed> {
  const [delivery, event] = [deliveryOf(headers), eventOf(headers)];
  if (!delivery || !event) return { reason: 'headers' };
  if (event === 'ping') return { reason: 'ping' };
  if (event !== 'push') return { reason: 'event' };
  const payload = parse(body);
  if (payload === undefined) return { reason: 'broken-json' };
  const { success, data: push } = pushSchema.safeParse(payload);
  if (!success) return { reason: 'broken-payload' };
  const ids = { repository: push.repository.id, commit: push.after };
  const found = filter(push, await deps.fleet(), app);
  if ('reason' in found) return { ...ids, reason: found.reason };
  try {
    await Promise.all(found.apps.map((name) => deps.signal(name, { by: 'delivery', id: delivery })));
  } catch (error) {
    return { ...ids, apps: found.apps, reason: 'temporal', error };
  }
  return { ...ids, apps: found.apps, reason: 'looking' };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
