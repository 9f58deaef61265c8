/** `GET /health`: whether a push that comes now can become a deploy. */
import type { Mount } from './server';

export interface Health {
  status: 'healthy' | 'unhealthy';
  temporal: 'reachable' | 'unreachable';
  /** Whether a worker polls; unknown without Temporal. */
  worker: 'polling' | 'missing' | 'unknown';
}

/** `pollers` throws if Temporal does not answer in time. */
export async function healthOf(pollers: () => Promise<unknown[]>): Promise<Health> {
  try {
    const found = await pollers();
    const isPolling = found.length > 0;
    return {
      status: isPolling ? 'healthy' : 'unhealthy',
      temporal: 'reachable',
      worker: isPolling ? 'polling' : 'missing',
    };
  } catch {
    return { status: 'unhealthy', temporal: 'unreachable', worker: 'unknown' };
  }
}

export const healthRoute =
  (pollers: () => Promise<unknown[]>): Mount =>
  (server) =>
    void server.get('/health', async (_request, reply) => {
      const health = await healthOf(pollers);
      return reply.code(health.status === 'healthy' ? 200 : 503).send(health);
    });
