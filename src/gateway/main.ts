import { reportOf } from '../errors';
import { createLogger } from '../lib/log';
import { stopOnSignals } from '../lib/stop-signals';
import { serveGateway } from './serve';

const log = createLogger();

serveGateway({ log, signal: stopOnSignals().signal }).then(
  () => {
    log.info('The gateway has ended');
    process.exit(0);
  },
  (error: unknown) => {
    const { code, message, hint } = reportOf(error);
    log.fatal({ code, hint, error }, message);
    process.exit(1);
  },
);
