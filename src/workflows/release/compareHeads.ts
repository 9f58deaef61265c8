import type { HeadReport } from '../../protocol/push';
import { activity } from '../run/activities';

/** Started by a Schedule: finds the heads that were never deployed, and signals their apps' inboxes. */
export async function compareHeads(): Promise<HeadReport[]> {
  return activity('compareHeads', "Compare the branches' heads with what serves")();
}
