import type { RunEvent } from '../protocol/reports/notification';
import { activity } from './run/activities';

/**
 * Notifies one target of one event. A run of its own, so that a target
 * that is away delays nothing else.
 */
export async function notify(target: string, event: RunEvent): Promise<void> {
  // A question is old news once its default was taken.
  const limit = event.question?.after ?? undefined;
  await activity('sendNotification', `Tell ${target}`, limit)(target, event);
}
