/** Workflow interceptor of the crash worker: tells when an answer has reached the workflow. Runs in the sandbox. */
import { proxySinks, workflowInfo, type Sinks, type WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { activityName } from '../names';
import { scaled } from '../scaled';

export interface PointSinks extends Sinks {
  points: { answered(activity: string): void };
}

const { points } = proxySinks<PointSinks>();

export const interceptors: WorkflowInterceptorsFactory = () => ({
  outbound: [
    {
      async scheduleActivity(input, next) {
        try {
          return await next({ ...input, options: scaled(workflowInfo().workflowId, input.options) });
        } finally {
          points.answered(activityName(input.activityType, input.args));
        }
      },
    },
  ],
});
