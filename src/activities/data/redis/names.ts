/** What is made for a server of Redis: its words for the programs, and the second server beside it. */
import { redisWords } from '../../../host/databases/server-words';
import { digestOf } from '../../../lib/digest';
import type { Redis } from '../../../protocol/data';
import type { SwapSite } from '../restore-types';

/** An app may have several. */
export const digestOfServer = ({ service }: Redis): string => digestOf(service).slice(0, 8);

/** Words of the second server: its container, the app, the operation. */
export const secondServer = ({ app, context }: SwapSite, source: Redis): string[] => [
  `roost-${app.name}-${context.operation}-redis-${digestOfServer(source)}`,
  app.name,
  context.operation,
];

/** Of all programs: the container that runs, and how it is asked. */
export const serverOf = (container: string, source: Redis): string[] => [container, ...redisWords(source)];
