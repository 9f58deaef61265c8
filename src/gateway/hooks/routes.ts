/** `POST /hooks/github` for all apps, `POST /hooks/deploy-APP` for one. */
import type { Readable } from 'node:stream';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { counted, OVER_QUOTA } from '../body';
import type { GatewayDeps } from '../deps';
import { limits, RequestQuota, Unverified, type Share } from '../limits';
import { answers, type Reason } from './answers';
import { deliver, type Outcome } from './deliver';
import { deliveryOf, eventOf } from './payload';
import { answered } from './record';
import type { Sender, Senders } from './sender';

export interface HooksDeps extends GatewayDeps {
  senders: Senders;
}

/** Reasons for the errors of Fastify and of `counted`. */
const found: Record<string, Reason> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'content-type',
  FST_ERR_CTP_EMPTY_TYPE: 'content-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed',
  [OVER_QUOTA]: 'busy',
};

// A plugin of Fastify has its own scope, so parser and handlers apply to these routes only.
export async function hooks(server: FastifyInstance, deps: HooksDeps): Promise<void> {
  const all = new Hooks(deps);
  server.removeAllContentTypeParsers();
  // The body stays text, because the signature is over its bytes.
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  server.addHook('onRequest', (request, reply) => all.admit(request, reply));
  server.addHook('preParsing', async (request, _reply, body) => all.bodyOf(request, body as Readable));
  server.setErrorHandler<FastifyError>((error, request, reply) => all.onError(error, request, reply));
  server.post('/hooks/github', (request, reply) => all.respond(request, reply));
  server.post('/hooks/deploy-:app', (request, reply) => all.respond(request, reply));
}

/** A request in progress. */
interface Begun {
  at: number;
  sender: Sender;
  /** The sender is over its limit: only a right signature counts. */
  isSuspect: boolean;
  share?: Share;
}

class Hooks {
  readonly #deps: HooksDeps;
  readonly #quota = new RequestQuota();
  readonly #unverified = new Unverified();
  readonly #begun = new WeakMap<FastifyRequest, Begun>();

  constructor(deps: HooksDeps) {
    this.#deps = deps;
  }

  /** Runs before the body is read. */
  async admit(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const sender = this.#deps.senders.of(request.raw);
    const isSuspect = sender.isKnown && this.#unverified.isOver(sender.address);
    const begun: Begun = { at: performance.now(), sender, isSuspect };
    this.#begun.set(request, begun);
    if (isSuspect && !looksSigned(request)) return this.#answer(request, reply, plain('too-many', request));
    begun.share = this.#quota.enter(sender.isKnown ? sender.address : null);
    if (!begun.share) return this.#answer(request, reply, plain('busy', request));
    reply.raw.once('close', () => this.#end(request, begun));
    return undefined;
  }

  bodyOf(request: FastifyRequest, body: Readable): Readable {
    const share = this.#begun.get(request)?.share;
    return share ? counted(body, share) : body;
  }

  onError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    // The sender has closed the connection, or Node has already answered that the request is too slow.
    if (request.raw.aborted || reply.raw.destroyed) return reply;
    const reason = found[error.code] ?? 'internal';
    return this.#answer(request, reply, {
      ...plain(reason, request),
      error: reason === 'internal' ? error : undefined,
    });
  }

  async respond(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const body = typeof request.body === 'string' ? request.body : '';
    const outcome = await deliver({ headers: request.headers, body, app: appIn(request) }, this.#deps);
    const isRefused = !outcome.isVerified && answers[outcome.reason].result === 'refused';
    if (isRefused && this.#begun.get(request)?.isSuspect)
      return this.#answer(request, reply, plain('too-many', request));
    return this.#answer(request, reply, outcome);
  }

  /** An incomplete request was too slow or aborted, so it counts as unverified for its sender. */
  #end(request: FastifyRequest, { share, sender }: Begun): void {
    share?.leave();
    if (!request.raw.complete && sender.isKnown) this.#unverified.note(sender.address);
  }

  #answer(
    request: FastifyRequest,
    reply: FastifyReply,
    { reason, isVerified, error, ...ids }: Outcome,
  ): FastifyReply {
    const { at, sender } = this.#begun.get(request)!;
    const { status, result, message } = answers[reason];
    if (sender.isKnown && !isVerified && result === 'refused') this.#unverified.note(sender.address);
    const app = appIn(request);
    const facts = {
      from: sender.address,
      path: app === undefined ? '/hooks/github' : `/hooks/deploy-${app}`,
      delivery: deliveryOf(request.headers),
      event: eventOf(request.headers),
      ms: Math.round(performance.now() - at),
    };
    this.#deps.onAnswer(answered(reason, { ...facts, ...ids }), error);
    if (status === 413 || status === 429 || reason === 'busy') reply.header('connection', 'close');
    if (status === 429 || status === 503) reply.header('retry-after', '60');
    return reply.code(status).send({ result, reason, message, apps: isVerified ? ids.apps : undefined });
  }
}

/** Whether the body is worth reading: it is short, and the header has the form of a signature. */
function looksSigned({ headers }: FastifyRequest): boolean {
  const length = headers['content-length'] ?? '';
  const signature = headers['x-hub-signature-256'];
  return (
    /^\d{1,9}$/.test(length) &&
    Number(length) <= limits.signed &&
    typeof signature === 'string' &&
    /^sha256=[0-9a-f]{64}$/.test(signature)
  );
}

/**
 * The app in the path; empty for a text that no app can have as its name, so that no answer or log repeats
 * it.
 */
function appIn({ params }: FastifyRequest): string | undefined {
  const { app } = params as { app?: string };
  return app === undefined || /^[a-z][a-z0-9-]{0,39}$/.test(app) ? app : '';
}

function plain(reason: Reason, request: FastifyRequest): Outcome {
  const app = appIn(request);
  return {
    reason,
    isVerified: false,
    apps: app === undefined ? [] : [app],
    repository: null,
    commit: null,
  };
}
