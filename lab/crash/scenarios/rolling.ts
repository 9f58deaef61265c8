import { deployOf } from './deploy';

/** With a safe migration, beside the former container. */
export const rolling = deployOf('rolling', 'v3-safe', 'rolling');
