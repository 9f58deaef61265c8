/**
 * Plans the rehearsal of a lost control host: its state is opened in scratch, and nothing is taken over.
 * Pure.
 */
import { RoostError } from '../../errors';
import type { Fleet } from '../../fleet/file/types';
import { onlyIf } from '../../lib/only-if';
import { sentences } from '../../lib/sentences';
import { bytes, plural } from '../../lib/units';
import type { RehearsalPlan } from '../../protocol/plan';
import type { HeldControl, OfflineCopies } from '../../protocol/steps/rehearsal';
import { planControl } from '../recover/control/plan';
import type { ControlPlan, ControlStep, HostFacts, MachineFacts } from '../recover/control/types';
import type { Disk } from '../restore/world';
import { brief, lengthy, rehearsalOf, type RehearsalOptions } from './plan';

export interface ControlWorld {
  /** Null: the repository has none. `root`: absolute in it. */
  snapshot: (HeldControl & { root: string; bytes: number }) | null;
  copies: OfflineCopies;
  /** Where it is opened. */
  disk: Disk;
}

const MIB = 1024 * 1024;

/** Errors: `NotInSnapshot`, `DiskFull`. */
export function planControlRehearsal(
  { snapshot: found, copies, disk }: ControlWorld,
  options: RehearsalOptions,
): RehearsalPlan {
  if (!found)
    throw new RoostError(
      'NotInSnapshot',
      sentences(
        "The repository has no snapshot of the control host's state: nothing of it would come back.",
        'Each night makes one (`roost schedules trigger nightly-backup`).',
      ),
    );
  const { root, bytes: size, ...snapshot } = found;
  const free = disk.free - Math.max(256 * MIB, disk.total / 10);
  if (size > free)
    throw new RoostError(
      'DiskFull',
      sentences(
        `The state of the control host needs ${bytes(size)} here,`,
        `where it may take ${bytes(Math.max(0, free))}.`,
      ),
      { needed: size, free },
    );
  const { id, time, commit, missing, sameFleet } = snapshot;
  const name = `${id.slice(0, 8)} of ${time.slice(0, 16).replace('T', ' ')}`;
  const own = 'that of this machine: no copy is tried';
  return rehearsalOf(
    {
      scenario: 'control',
      summary: `the control host is lost, and comes back from ${name}`,
      pairs: [
        ['snapshot', `${name}, ${bytes(size)}`],
        ['age key', copies.ageKey ?? own],
        ['password', copies.password ?? own],
      ],
      takenAt: time,
    },
    {
      warnings: [
        ...onlyIf(missing.length > 0, `The snapshot does not hold ${missing.join(', ')}`),
        ...onlyIf(
          sameFleet === false,
          `The fleet file has changed since the snapshot (its commit: ${commit ?? 'not known'})`,
        ),
      ],
      steps: [
        {
          id: 'open',
          title: `Bring ${bytes(size)} of snapshot ${id.slice(0, 8)} into a folder of its own, and verify them`,
          call: { run: 'openControl', args: { snapshot: id, root, bytes: size, copies } },
          undo: { title: 'Remove that folder', call: { run: 'closeControl', args: {} }, retry: 'long' },
          ...lengthy,
        },
        {
          id: 'read',
          title: 'Read audit, states, release records and the former Temporal in it',
          call: { run: 'readControl', args: { snapshot } },
          ...lengthy,
        },
        {
          id: 'plan',
          title: 'Read what the hosts hold, and plan the recovery; carry nothing out',
          call: { run: 'rehearseControl', args: { snapshot, copies } },
          ...brief,
        },
        {
          id: 'close',
          title: 'Remove that folder',
          call: { run: 'closeControl', args: {} },
          ...lengthy,
        },
      ],
    },
    options,
  );
}

/** As `roost recover-control` would plan it on a machine that has nothing but the copies. */
export function rehearsedPlan(
  fleet: Pick<Fleet, 'hosts' | 'secrets'>,
  { snapshot, copies, hosts }: { snapshot: HeldControl; copies: OfflineCopies; hosts: HostFacts[] },
): ControlPlan {
  const files = new Map<string, string[]>();
  for (const { name, keyFile } of Object.values(fleet.hosts))
    if (keyFile !== undefined) files.set(keyFile, [...(files.get(keyFile) ?? []), name]);
  const { keyFile } = fleet.secrets.age;
  const machine: MachineFacts = {
    state: 'a new machine',
    plane: null,
    running: false,
    worker: false,
    schedules: false,
    runs: null,
    keys: [...files].map(([file, names]) => ({ file, hosts: names })),
    copies: [{ from: copies.ageKey ?? keyFile, to: keyFile, what: 'the age key' }],
    done: null,
  };
  return planControl({ machine, snapshot, hosts, known: [] }, { finish: [] });
}

/** What the recovery would do, in one line. */
export function rehearsedText({ steps, inFlight, unknown }: ControlPlan): string {
  const of = <K extends ControlStep['run']>(run: K) =>
    steps.filter((step): step is Extract<ControlStep, { run: K }> => step.run === run);
  const places = of('claim').flatMap((step) => step.places);
  const parts = [
    ...onlyIf(of('makeKey').length > 0, `${plural(of('makeKey').length, 'SSH key')} to make or to copy`),
    'state to bring, Temporal and Schedules to start',
    `${plural(places.length, 'lock')} to take over on ${plural(of('claim').length, 'host')}`,
    ...onlyIf(of('freeLock').length > 0, `${of('freeLock').length} to free`),
    ...onlyIf(
      of('settle').length > 0,
      `to settle: ${of('settle')
        .map((s) => s.settle.app)
        .join(', ')}`,
    ),
    `${plural(inFlight.length, 'run')} under way now`,
    `${plural(unknown.length, 'thing')} that would stay unknown`,
  ];
  return `${plural(steps.length, 'step')}: ${parts.join(', ')}`;
}
