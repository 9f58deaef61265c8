/**
 * The steps by which an app's data come to another host: all of them
 * while it serves, then the difference. Pure.
 */
import { dataServicesOf } from '../../fleet/file/app/servers';
import type { BackupPlan } from '../../protocol/plan';
import type { Step } from '../../protocol/steps/step';
import { short } from '../short';
import type { MoveFacts } from './facts';

const HOURS = 3_600;
const long = { retry: 'long', limit: 12 * HOURS, onFailure: 'undo' } as const;
const brief = { retry: 'short', onFailure: 'undo' } as const;

/** While it serves where it is. */
export function aheadSteps(facts: MoveFacts, copies: BackupPlan | null, operation: string): Step[] {
  const { app, from, to, commit } = facts;
  const there = to.name;
  const steps: Step[] = [
    {
      id: 'hold-there',
      title: `Mark ${app.name} on ${there} as served on ${from.name}${to.proxy ? ', behind the maintenance page' : ''}`,
      call: { run: 'holdThere', args: { there } },
      // The last of all undos: whatever is with that host, the app serves here again first.
      undo: {
        title: `Stop what runs of ${app.name} on ${there}`,
        call: { run: 'stopThere', args: { there, except: [] } },
        retry: 'short',
      },
      ...brief,
    },
    {
      id: 'deploy-there',
      title: `Deploy ${short(commit ?? '')} of ${app.name} on ${there}, with its secrets, until it is healthy`,
      call: {
        run: 'awaitThere',
        args: {
          there,
          workflow: 'deploy',
          request: { app: app.name, ref: commit ?? undefined, again: true, on: there },
        },
      },
      ...long,
    },
    {
      id: 'stop-there',
      title: `Stop ${app.name} on ${there} until it has its data`,
      call: { run: 'stopThere', args: { there, except: copies ? dataServicesOf(app) : [] } },
      ...brief,
    },
  ];
  if (!copies) return steps;
  const ahead = copied(copies, operation, 'ahead', 'While it serves: ');
  const [hold, ...deploy] = steps;
  return [
    // Compose reads them before there is any container.
    ...(untrackedIn(copies)
      ? [hold!, ...ahead, filesStep(facts, operation), ...deploy]
      : [...steps, ...ahead]),
    ...(facts.sources.length > 0 ? [sendStep(there)] : []),
  ];
}

const sendStep = (there: string): Step => ({
  id: 'send-ahead',
  title: `Send them to ${there}, beside what is there`,
  call: { run: 'sendAhead', args: { there } },
  undo: {
    title: `Remove from ${there} what was sent`,
    call: { run: 'dropAhead', args: { there } },
    retry: 'short',
  },
  ...long,
});

const untrackedIn = ({ backup }: BackupPlan): boolean =>
  backup.sources.some(
    (source) => source.kind === 'untracked' && source.files.some(({ changed }) => !changed),
  );

const filesStep = ({ app, to }: MoveFacts, operation: string): Step => ({
  id: 'files-there',
  title: `Lay the files of ${app.name} that git does not track on ${to.name}`,
  call: {
    run: 'awaitThere',
    args: {
      there: to.name,
      workflow: 'restore',
      request: { app: app.name, pulled: operation, on: to.name, what: ['untracked'] },
      part: 'files',
    },
  },
  ...long,
});

/** While it is stopped: this is the down time. */
export function lastSteps(facts: MoveFacts, copies: BackupPlan, operation: string): Step[] {
  const { app, from, to } = facts;
  const there = to.name;
  const steps = copied(copies, operation, 'last', 'What has changed since: ').map(whileDown);
  if (dataServicesOf(app).length > 0)
    steps.push({
      id: 'stop-data',
      title: `Stop ${dataServicesOf(app).join(', ')} on ${from.name} too`,
      call: { run: 'stopServices', args: { except: [] } },
      ...brief,
    });
  return [
    ...steps,
    {
      id: 'restore-there',
      title: `Send the difference to ${there}, load the data there, check them and put them in place`,
      call: {
        run: 'awaitThere',
        args: {
          there,
          workflow: 'restore',
          request: {
            app: app.name,
            pulled: operation,
            on: there,
            what: untrackedIn(copies) ? ['database', 'files', 'untracked'] : undefined,
          },
          // Its own undo concerns the new host only: the old one serves again before that is over.
          patience: 15,
        },
      },
      ...long,
    },
  ];
}

const whileDown = (step: Step): Step => {
  const { call } = step;
  if (call.run === 'takeCopy') return { ...step, call: { ...call, args: { ...call.args, down: true } } };
  if (call.run === 'pullCopies') return { ...step, call: { ...call, args: { ...call.args, down: true } } };
  return step;
};

/** The steps of a backup that bring the data to the control host; the lock is held beyond them. */
function copied({ steps }: BackupPlan, operation: string, prefix: string, words: string): Step[] {
  return steps.flatMap(({ id, title, call, retry, limit, undo }): Step[] => {
    if (call.run !== 'takeCopy' && call.run !== 'pullCopies') return [];
    return [
      {
        id: `${prefix}-${id}`,
        title: `${words}${title.charAt(0).toLowerCase()}${title.slice(1)}`,
        call,
        undo: undo && { title: 'Remove what was copied', call: { run: 'dropCopies', args: { running: [] } } },
        retry,
        limit,
        onFailure: 'undo',
      },
    ];
  });
}
