import { reportOf } from '../errors';
import { createLogger } from '../lib/log';
import { serve } from './serve';

const log = createLogger();

serve({ log }).then(
  () => {
    log.info('The worker has ended');
    // Connections that an adapter left open must not keep a drained worker.
    process.exit(0);
  },
  (error: unknown) => {
    const { code, message, hint } = reportOf(error);
    log.fatal({ code, hint, error }, message);
    process.exit(1);
  },
);
