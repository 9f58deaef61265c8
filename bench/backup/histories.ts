/** What Temporal's own histories tell of a night: how long each app took, and how many events it cost. */
import type { Client } from '@temporalio/client';

type Events = NonNullable<
  Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>['events']
>;
type Event = Events[number];

export interface NightTimes {
  /** Seconds from the night's first event to its last. */
  wall: number;
  /** Of each app: seconds from the call for its lock to the end of its record. It has its slot before that. */
  chains: number[];
}

const eventsOf = async (client: Client, workflowId: string, runId?: string): Promise<Events> =>
  (await client.workflow.getHandle(workflowId, runId).fetchHistory()).events ?? [];

const seconds = ({ eventTime }: Event): number =>
  Number(eventTime!.seconds ?? 0) + (eventTime!.nanos ?? 0) / 1e9;

/** Id and run of each app's own run. */
const childrenOf = (events: Events): [string, string][] =>
  events.flatMap(({ childWorkflowExecutionStartedEventAttributes: started }) =>
    started
      ? [[started.workflowExecution!.workflowId!, started.workflowExecution!.runId!] as [string, string]]
      : [],
  );

export async function timesOf(client: Client, night: string): Promise<NightTimes> {
  const events = await eventsOf(client, night);
  const chains: number[] = [];
  for (const [id, run] of childrenOf(events)) chains.push(chainOf(await eventsOf(client, id, run)));
  return { wall: seconds(events.at(-1)!) - seconds(events[0]!), chains };
}

function chainOf(events: Events): number {
  const scheduled = (name: string): Event =>
    events.find(({ activityTaskScheduledEventAttributes: task }) => task?.activityType?.name === name)!;
  const { eventId } = scheduled('recordBackup');
  const recorded = events.find(
    ({ activityTaskCompletedEventAttributes: task }) => String(task?.scheduledEventId) === String(eventId),
  )!;
  return seconds(recorded) - seconds(scheduled('acquireLock'));
}

export interface NightEvents {
  /** Runs of the night: it goes on as a new one when its history has become long. */
  runs: number;
  /** In all of them. */
  night: number;
  /** In the runs of all apps. */
  apps: number;
}

export async function eventsOfNight(client: Client, night: string, firstRun: string): Promise<NightEvents> {
  const count: NightEvents = { runs: 0, night: 0, apps: 0 };
  for (let run: string | undefined = firstRun; run;) {
    const events: Events = await eventsOf(client, night, run);
    count.runs += 1;
    count.night += events.length;
    for (const [id, runId] of childrenOf(events)) count.apps += (await eventsOf(client, id, runId)).length;
    run = events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
  }
  return count;
}
