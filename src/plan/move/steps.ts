/** The steps by which one host stops to serve an app and another begins. Pure. */
import { onlyIf } from '../../lib/only-if';
import type { Step } from '../../protocol/steps/step';
import type { RunningContainer } from '../release/facts';
import { probeOf, urlCheckOf } from '../release/situation';
import type { MoveFacts } from './facts';

/** Seconds: a commit is not cancelled, and the app is down meanwhile. */
const OPEN_S = 180;

const brief = { retry: 'short', onFailure: 'undo' } as const;
const page = (on: boolean) => ({ run: 'setMaintenance' as const, args: { on } });

/** It stays: who still comes to the host that was left meets it. */
export const pageStep = ({ from }: MoveFacts): Step[] =>
  from.proxy
    ? [
        {
          id: 'flag-on',
          title: `Maintenance page on at ${from.name}, which stays`,
          call: page(true),
          undo: { title: 'Maintenance page off', call: page(false), needs: ['stop'] },
          ...brief,
        },
      ]
    : [];

export function stopStep({ app, from, containers }: MoveFacts, operation: string, except: string[]): Step {
  const ran = containers.filter(isUp);
  const named = Object.fromEntries(ran.map(({ id, name, service }) => [id, { name, service }]));
  return {
    id: 'stop',
    title: `Stop ${app.name} on ${from.name}${except.length > 0 ? ` (${except.join(', ')} runs on for the last copy)` : ''}`,
    call: { run: 'stopServices', args: { except } },
    undo: {
      title: `Start again what ran on ${from.name}`,
      call: {
        run: 'startAgain',
        args: { containers: ran.map(({ id }) => id), named, probe: probeOf({ app }), of: operation },
      },
    },
    ...brief,
  };
}

export function startStep({ app, to }: MoveFacts): Step {
  const probe = probeOf({ app });
  return {
    id: 'start-there',
    title: `Start ${app.name} on ${to.name} and wait until it is healthy`,
    call: { run: 'startThere', args: { there: to.name, probe } },
    retry: 'health',
    limit: Math.ceil(probe.wait / 1000) + 300,
    onFailure: 'undo',
  };
}

export const awayStep = ({ app, from, to }: MoveFacts): Step => ({
  id: 'lock-here',
  title: `Mark ${app.name} on ${from.name} as served on ${to.name}: no run starts it here`,
  call: { run: 'markAway', args: { to: to.name } },
  undo: { title: 'Take the mark away', call: { run: 'markAway', args: { to: null } } },
  ...brief,
});

export function trafficStep({ app, from, to, cloudflare }: MoveFacts): Step[] {
  if (!cloudflare) return [];
  const request = (on: string) => ({ workflow: 'cloudflareApply' as const, request: { app: app.name, on } });
  return [
    {
      id: 'traffic',
      title: `Bring ${app.name} at Cloudflare from ${from.name} to ${to.name}`,
      call: { run: 'awaitThere', args: { there: to.name, ...request(to.name) } },
      undo: {
        title: `Bring it back to ${from.name} at Cloudflare`,
        call: { run: 'awaitThere', args: { there: to.name, ...request(from.name) } },
        retry: 'long',
      },
      retry: 'long',
      limit: 3_600,
      onFailure: 'undo',
    },
  ];
}

/** Nothing can have been written there before: so long an undo loses nothing. */
export const openStep = ({ app, to }: MoveFacts): Step => ({
  id: 'open-there',
  title: `Open ${app.name} on ${to.name}`,
  call: {
    run: 'openThere',
    args: { there: to.name, url: urlCheckOf({ app, host: to, personFlag: null }) },
  },
  ...brief,
  limit: OPEN_S,
  tries: OPEN_S,
  commits: true,
});

export const tidySteps = ({ from, to, sources }: MoveFacts): Step[] => [
  {
    id: 'tidy-here',
    title: `Remove the copies on ${from.name}; the data stay`,
    call: { run: 'dropCopies', args: { running: [] } },
    retry: 'short',
    onFailure: 'warn',
  },
  ...onlyIf<Step>(sources.length > 0, {
    id: 'tidy-there',
    title: `Remove on ${to.name} what is needed no more`,
    call: { run: 'dropAhead', args: { there: to.name } },
    retry: 'short',
    onFailure: 'warn',
  }),
];

export const confirmStep = ({ app, to }: MoveFacts): Step => ({
  id: 'confirm',
  title: `Remove the stopped containers of ${app.name} on ${to.name}; its data stay there`,
  call: { run: 'confirmThere', args: { there: to.name } },
  ...brief,
  commits: true,
});

const isUp = ({ state }: RunningContainer): boolean => state === 'running' || state === 'restarting';
