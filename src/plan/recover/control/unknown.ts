/** What is lost with a control host, said before anybody relies on the rest. Pure. */
import { onlyIf } from '../../../lib/only-if';
import { sentences } from '../../../lib/sentences';
import type { ControlFacts } from './types';

export function unknownTo({ snapshot, hosts, machine }: ControlFacts): string[] {
  if (machine.done) return silentHosts(hosts);
  return [...sinceSnapshot(snapshot), ...always, ...silentHosts(hosts)];
}

function sinceSnapshot(snapshot: ControlFacts['snapshot']): string[] {
  if (!snapshot)
    return [
      sentences(
        'there is no snapshot of a control host: audit, alerts and histories from before are lost.',
        'What serves is in the release records of the hosts.',
      ),
    ];
  const { missing, sameFleet, commit, time } = snapshot;
  return [
    sentences(
      `what was run, answered or alerted after ${time}: audit and states are as they were then.`,
      'What serves is in the release records of the hosts.',
    ),
    ...onlyIf(missing.length > 0, `what the snapshot does not hold: ${missing.join(', ')}`),
    ...(sameFleet === false
      ? [
          sentences(
            'whether the fleet file here is the last one:',
            `that of the snapshot is another (its commit: ${commit ?? 'not known'}). Compare them.`,
          ),
        ]
      : []),
  ];
}

const always = [
  sentences(
    'runs that held no lock:',
    'those that waited for one, messages that were not sent yet, pushes that were accepted and not begun.',
    'The comparison of heads finds commits that were not deployed.',
  ),
  sentences(
    'runs of the whole fleet (rotations, Cloudflare): their lock was on the control host.',
    'Begin them again; each goes on where it stopped: roost rotate … --plan.',
  ),
  'pauses of Schedules: all of them run again.',
  sentences(
    'whether the former control host is really off.',
    'From now on it gets no lock; end it before it is started again.',
  ),
];

const silentHosts = (hosts: ControlFacts['hosts']): string[] =>
  hosts.flatMap(({ host, failure }) =>
    failure ? [`what is on ${host}, which could not be asked: repeat this command when it answers`] : [],
  );
