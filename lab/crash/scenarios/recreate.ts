import { deployOf } from './deploy';

/** With a safe migration, behind the maintenance page. */
export const recreate = deployOf('recreate', 'v3-safe', 'recreate');
