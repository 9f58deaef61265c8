/** `ExecStartPost` of the installed server: exits 0 once the server answers and has what runs need. */
import { reportOf } from '../errors';
import { resolveConnection } from '../temporal/resolve';
import { makeReady } from './ready';

makeReady({ target: resolveConnection(), log: (line) => console.log(line) }).then(
  () => process.exit(0),
  (error: unknown) => {
    const { message, hint } = reportOf(error);
    console.error(`${message}\n${hint}`);
    process.exit(1);
  },
);
