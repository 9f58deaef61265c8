import type { Context } from '../context';
import type { Define } from '../program';
import type { Reply } from '../reply';

const help = `
For a supervisor that runs Temporal, worker and gateway as three services;
\`roost up\` starts a gateway by itself when the fleet file has a section gateway.`;

export const defineGateway: Define = (program, act) =>
  program.command('gateway').description('serve webhooks, health and metrics in the foreground, until Ctrl-C').addHelpText('after', help).action(act(serve));

async function serve({ env, fleetFile }: Context): Promise<Reply> {
  const [{ serveGateway }, { createLogger }, { stopOnSignals }] = await Promise.all([
    import('../gateway/serve'),
    import('../../workers/log'),
    import('../../workers/stop-signals'),
  ]);
  const stop = stopOnSignals();
  try {
    await serveGateway({ env: { ...env, ROOST_FLEET: fleetFile }, log: createLogger(), signal: stop.signal });
  } finally {
    stop.forget();
  }
  return { json: { ended: true }, lines: [] };
}
