/** Notifications: who hears of a run or an alert, in what words, by which service. */
export { messageOf } from './message';
export { ping } from './ping';
export { recipients } from './recipients';
export { send } from './send';
export type { Message } from './types';
