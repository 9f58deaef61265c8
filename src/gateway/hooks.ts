/** `POST /hooks/github` for all apps, `POST /hooks/deploy-APP` for one. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answers, type Reason } from './answers';
import { deliver, type Outcome } from './deliver';
import { Room, Unverified } from './limits';
import { deliveryOf, eventOf } from './payload';
import { answered } from './record';
import { senderOf, type Sender } from './sender';
import type { GatewayDeps } from './server';

/** What Fastify itself finds wrong with a body. */
const found: Record<string, Reason> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'content-type',
  FST_ERR_CTP_EMPTY_TYPE: 'content-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed',
};

// Registered by Fastify, which gives it a scope of its own: parser and handlers hold for these routes only.
export async function hooks(server: FastifyInstance, deps: GatewayDeps): Promise<void> {
  const room = new Room();
  const unverified = new Unverified();
  const begun = new WeakMap<FastifyRequest, number>();

  server.removeAllContentTypeParsers();
  // As text: the signature is over the bytes as they came.
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );

  // Before the body is read.
  server.addHook('onRequest', async (request, reply) => {
    begun.set(request, performance.now());
    const sender = senderIn(request);
    if (sender.isKnown && unverified.isOver(sender.address))
      return answer(request, reply, plain('too-many', request));
    const leave = room.enter(request.headers['content-length']);
    if (!leave) return answer(request, reply, plain('busy', request));
    reply.raw.once('close', leave);
    return undefined;
  });

  server.setErrorHandler<FastifyError>((error, request, reply) => {
    // The sender has gone, or Node has told it already that it is too slow.
    if (request.raw.aborted || reply.raw.destroyed) return reply;
    const reason = found[error.code] ?? 'internal';
    return answer(request, reply, { ...plain(reason, request), ...(reason === 'internal' && { error }) });
  });

  const respond = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const app = appIn(request);
    const body = typeof request.body === 'string' ? request.body : '';
    return answer(
      request,
      reply,
      await deliver({ headers: request.headers, body, ...(app !== undefined && { app }) }, deps),
    );
  };
  server.post('/hooks/github', respond);
  server.post('/hooks/deploy-:app', respond);

  function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    { reason, isVerified, error, ...ids }: Outcome,
  ): FastifyReply {
    const { address, isKnown } = senderIn(request);
    const { status, result, says } = answers[reason];
    if (isKnown && !isVerified && result === 'refused') unverified.note(address);
    const path = appIn(request) === undefined ? '/hooks/github' : `/hooks/deploy-${appIn(request)}`;
    const [delivery, event] = [deliveryOf(request.headers), eventOf(request.headers)];
    const ms = Math.round(performance.now() - (begun.get(request) ?? performance.now()));
    deps.onAnswer(answered(reason, { from: address, path, delivery, event, ...ids, ms }), error);
    if (status === 413 || status === 429 || reason === 'busy') reply.header('connection', 'close');
    if (status === 429 || status === 503) reply.header('retry-after', '60');
    return reply.code(status).send({ result, reason, says, ...(isVerified && { apps: ids.apps }) });
  }

  function senderIn(request: FastifyRequest): Sender {
    return senderOf(request.socket.remoteAddress, request.headers['cf-connecting-ip'], deps.tunnel);
  }
}

/** A name that no app can have is not repeated anywhere. */
function appIn({ params }: FastifyRequest): string | undefined {
  const { app } = params as { app?: string };
  return app === undefined || /^[a-z][a-z0-9-]{0,39}$/.test(app) ? app : '';
}

const plain = (reason: Reason, request: FastifyRequest): Outcome => ({
  reason,
  isVerified: false,
  apps: [appIn(request) ?? []].flat(),
  repository: null,
  commit: null,
});
