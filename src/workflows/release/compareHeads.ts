import type { HeadReport } from '../../protocol/push';
import { activity } from '../run/activities';

/** Started by a Schedule: finds the heads that nobody has deployed, and has their apps' inboxes look. */
export async function compareHeads(): Promise<HeadReport[]> {
  return activity('compareHeads', "Compare the branches' heads with what serves")();
}
