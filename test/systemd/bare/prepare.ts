/** Makes what bare hosts are copies of, before any test; nothing where none can be made. */
import { bareObstacle, makeBase } from './host';

const obstacle = bareObstacle();
if (obstacle) process.stderr.write(`no bare hosts here: ${obstacle}\n`);
else makeBase();
