/** Notifications of runs and alerts: their recipients, their text and how they are sent. */
export { messageOf } from './message';
export { ping } from './ping';
export { recipients } from './recipients';
export { send } from './send';
export type { Message } from './types';
