/** `POST /hooks/github` for all apps, `POST /hooks/deploy-APP` for one. */
import type { Readable } from 'node:stream';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answers, type Reason } from './answers';
import { counted, NO_ROOM } from './body';
import { deliver, type Outcome } from './deliver';
import type { GatewayDeps } from './deps';
import { limits, Room, Unverified, type Place } from './limits';
import { deliveryOf, eventOf } from './payload';
import { answered } from './record';
import type { Sender, Senders } from './sender';

export interface HooksDeps extends GatewayDeps {
  senders: Senders;
}

/** What Fastify itself finds wrong with a body, and what the count of its bytes finds. */
const found: Record<string, Reason> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'content-type',
  FST_ERR_CTP_EMPTY_TYPE: 'content-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed',
  [NO_ROOM]: 'busy',
};

// Registered by Fastify, which gives it a scope of its own: parser and handlers hold for these routes only.
export async function hooks(server: FastifyInstance, deps: HooksDeps): Promise<void> {
  const all = new Hooks(deps);
  server.removeAllContentTypeParsers();
  // As text: the signature is over the bytes as they came.
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  server.addHook('onRequest', (request, reply) => all.admit(request, reply));
  server.addHook('preParsing', async (request, _reply, body) => all.bodyOf(request, body as Readable));
  server.setErrorHandler<FastifyError>((error, request, reply) => all.onError(error, request, reply));
  server.post('/hooks/github', (request, reply) => all.respond(request, reply));
  server.post('/hooks/deploy-:app', (request, reply) => all.respond(request, reply));
}

/** A request under way. */
interface Begun {
  at: number;
  sender: Sender;
  /** The sender is over its limit: only a right signature counts. */
  isSuspect: boolean;
  place?: Place;
}

class Hooks {
  readonly #deps: HooksDeps;
  readonly #room = new Room();
  readonly #unverified = new Unverified();
  readonly #begun = new WeakMap<FastifyRequest, Begun>();

  constructor(deps: HooksDeps) {
    this.#deps = deps;
  }

  /** Before the body is read. */
  async admit(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const sender = this.#deps.senders.of(request.raw);
    const isSuspect = sender.isKnown && this.#unverified.isOver(sender.address);
    const begun: Begun = { at: performance.now(), sender, isSuspect };
    this.#begun.set(request, begun);
    if (isSuspect && !looksSigned(request)) return this.#answer(request, reply, plain('too-many', request));
    begun.place = this.#room.enter(sender.isKnown ? sender.address : null);
    if (!begun.place) return this.#answer(request, reply, plain('busy', request));
    reply.raw.once('close', () => this.#end(request, begun));
    return undefined;
  }

  bodyOf(request: FastifyRequest, body: Readable): Readable {
    const place = this.#begun.get(request)?.place;
    return place ? counted(body, place) : body;
  }

  onError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    // The sender has gone, or Node has answered already that it is too slow.
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

  /** A request that ends before it has come whole was slow or given up: its sender counts for it. */
  #end(request: FastifyRequest, { place, sender }: Begun): void {
    place?.leave();
    if (!request.raw.complete && sender.isKnown) this.#unverified.note(sender.address);
  }

  #answer(
    request: FastifyRequest,
    reply: FastifyReply,
    { reason, isVerified, error, ...ids }: Outcome,
  ): FastifyReply {
    const { at, sender } = this.#begun.get(request)!;
    const { status, result, says } = answers[reason];
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
    return reply.code(status).send({ result, reason, says, apps: isVerified ? ids.apps : undefined });
  }
}

/** Whether it is worth reading: short, and with a signature that may be right. */
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

/** A name that no app can have is not repeated anywhere. */
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
