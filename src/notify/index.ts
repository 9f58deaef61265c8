/** Notifications: who hears of a run or an alert, in what words, by which service. */
export { messageOf } from './message';
export { recipients } from './recipients';
export { send } from './send';
export type { Message, RunEvent, ToldAlert } from './types';
