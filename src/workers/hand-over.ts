import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';

/**
 * An activity that ends because its worker ends is retried at once, without
 * backoff: the next worker attaches to the same job. The activity's own error is
 * then no failure of the step.
 */
export const handOver: ActivityInterceptorsFactory = (context) => ({
  inbound: {
    async execute(input, next) {
      try {
        return await next(input);
      } catch (error) {
        if (!isWorkerEnding(context)) throw error;
        throw ApplicationFailure.create({
          message: 'The worker was stopped in mid-step; the next one goes on',
          type: 'HandedOver',
          nextRetryDelay: '1ms',
          category: ApplicationFailureCategory.BENIGN,
        });
      }
    },
  },
});

type Context = Parameters<ActivityInterceptorsFactory>[0];

function isWorkerEnding({ cancellationDetails, cancellationSignal }: Context): boolean {
  const { reason, aborted } = cancellationSignal as AbortSignal;
  return (
    aborted &&
    (cancellationDetails?.workerShutdown === true ||
      (reason as Error | undefined)?.message === 'WORKER_SHUTDOWN')
  );
}
