/** The gateway's HTTP server: its limits, the hooks, and the routes mounted beside them. */
import type { Socket } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { SECOND } from '../lib/time';
import type { GatewayDeps } from './deps';
import { answered, unknownFacts } from './hooks/record';
import { hooks } from './hooks/routes';
import { Senders } from './hooks/sender';
import { limits } from './limits';

/** Adds routes beside the hooks, such as `/health`. */
export type Mount = (server: FastifyInstance) => void;

export function makeGateway(deps: GatewayDeps, mounts: Mount[] = []): FastifyInstance {
  const senders = new Senders(deps.tunnel);
  const server = fastify({
    logger: false,
    bodyLimit: limits.body,
    requestTimeout: limits.request,
    keepAliveTimeout: 30 * SECOND,
    // A tunnel keeps connections open, which must not keep the process alive.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 100 },
    http: { headersTimeout: limits.headers, connectionsCheckingInterval: 500, maxHeaderSize: 16 * 1024 },
    clientErrorHandler: (error, socket) => refuseSocket(error, socket, senders, deps),
  });
  server.server.maxConnections = limits.connections;
  server.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'there is nothing here' }));
  void server.register(hooks, { ...deps, senders });
  void server.register(async (beside) => {
    // Deliveries are signed; the other routes must not answer a foreign page.
    beside.addHook('onRequest', async ({ headers }, reply) => {
      if (!deps.own.isOwn(headers))
        return reply.code(421).send({ error: 'the Host is not one of this server: see gateway.url' });
    });
    for (const mount of mounts) mount(beside);
  });
  return server;
}

/** Answers on the socket where Node has no request: the bytes came too slowly or are no HTTP. */
function refuseSocket(
  error: NodeJS.ErrnoException,
  socket: Socket,
  senders: Senders,
  deps: GatewayDeps,
): void {
  // A socket that closes raises a second error at its end.
  if (error.code === 'ECONNRESET' || socket.destroyed || socket.writableEnded) return;
  const isSlow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const event = answered(isSlow ? 'too-slow' : 'malformed', {
    ...unknownFacts,
    from: senders.lastOf(socket).address,
  });
  deps.onAnswer(event);
  const status = isSlow ? '408 Request Timeout' : '400 Bad Request';
  if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  else socket.destroy();
}
