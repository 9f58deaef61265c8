/** The text of each unit, from the settings only. */
import { join } from 'node:path';
import { stateFiles } from '../../lib/files/state';
import { longLived } from '../../lib/process';
import { sentences } from '../../lib/sentences';
import { fixedPorts, serverArgs, stateOf } from '../../services/server';
import { layout, mark, type UnitName } from '../layout';
import type { Settings, Surroundings } from '../types';
import { hardening, loopbackOnly } from './hardening';
import { command, plain, render, variable, type Entry, type Unit } from './render';

/** The environment of the services and of the command `roost`. */
export function environment(settings: Settings): Record<string, string> {
  const { address, ui } = stateOf({ ...settings, ...fixedPorts(settings.port) });
  const own = { ROOST_FLEET: settings.fleet, XDG_STATE_HOME: settings.stateHome };
  return settings.temporal ? { ...own, TEMPORAL_ADDRESS: address, ROOST_UI_URL: ui } : own;
}

/** Tools that roost fetches are kept in its state folder; the installed ones come first. */
const serviceEnvironment = (settings: Settings): Entry[] => [
  ...Object.entries(environment(settings)).map(([name, value]) => variable(name, value)),
  variable('XDG_CACHE_HOME', join(settings.stateHome, 'roost', 'cache')),
  variable(
    'PATH',
    `${join(layout(settings.prefix).current, 'bin')}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
  ),
  variable('NODE_ENV', 'production'),
];

const install: Entry[] = [['WantedBy', 'multi-user.target']];

/** Restarts without end. systemd before 254 cannot lengthen the pause, so a fixed one spares the machine. */
const restart = (seconds: number): Entry[] => [
  ['Restart', 'always'],
  ['RestartSec', `${seconds}s`],
];

const afterTemporal = ({ temporal }: Settings): Entry[] => {
  const network = 'network-online.target';
  const wanted = temporal ? [network, 'roost-temporal.service'] : [network];
  return [
    ['Wants', ...wanted],
    ['After', ...wanted],
  ];
};

function temporal(settings: Settings, around: Surroundings): Unit {
  const { database } = stateFiles({ XDG_STATE_HOME: settings.stateHome });
  const { current } = layout(settings.prefix);
  return {
    Unit: [
      ['Description', 'Temporal, which keeps the runs of roost'],
      ['After', 'network.target'],
      ['StartLimitIntervalSec', '0'],
    ],
    Service: [
      ['Type', 'exec'],
      ['User', settings.user],
      ...serviceEnvironment(settings),
      [
        'ExecStart',
        command(
          join(current, 'bin', 'temporal'),
          ...serverArgs(database, { ...settings, ...fixedPorts(settings.port) }),
        ),
      ],
      'The service counts as started once Temporal answers and has what runs need.',
      ['ExecStartPost', command(around.node, join(current, 'dist', 'services', 'ready-main.js'))],
      ['TimeoutStartSec', '60s'],
      ['TimeoutStopSec', '30s'],
      ...restart(1),
      ...hardening(settings, {
        reads: [around.node],
        writes: [],
        hidden: [...around.keys, ...around.secrets, ...around.writes],
      }),
      ['ProcSubset', 'pid'],
      ...loopbackOnly,
    ],
    Install: install,
  };
}

/**
 * Settings that the operator keeps out of the units, such as an API key of Temporal. A missing file is no
 * error.
 */
const envFile = ({ envFile }: Settings): Entry => ['EnvironmentFile', `-${plain(envFile)}`];

const nodeService = (settings: Settings, around: Surroundings, entry: string[]): Entry[] => [
  ['Type', 'exec'],
  ['User', settings.user],
  ...serviceEnvironment(settings),
  ...Object.entries(longLived).map(([name, value]) => variable(name, value!)),
  envFile(settings),
  [
    'ExecStart',
    command(around.node, '--enable-source-maps', join(layout(settings.prefix).current, 'dist', ...entry)),
  ],
];

function worker(settings: Settings, around: Surroundings): Unit {
  return {
    Unit: [
      ['Description', 'Worker of roost, which executes the runs'],
      ...afterTemporal(settings),
      ['StartLimitIntervalSec', '0'],
    ],
    Service: [
      ...nodeService(settings, around, ['workers', 'main.js']),
      sentences(
        'The worker hands its steps over to the next one,',
        'which takes up to 22 s, and ends its children itself.',
      ),
      ['KillMode', 'mixed'],
      ['TimeoutStopSec', '45s'],
      ...restart(2),
      ...hardening(settings, {
        reads: [around.node, ...around.reads, ...around.secrets, ...around.keys],
        writes: around.writes,
        hidden: [],
      }),
      "No ProcSubset: Temporal's SDK reads /proc/meminfo, and ends without it.",
    ],
    Install: install,
  };
}

function gateway(settings: Settings, around: Surroundings): Unit {
  return {
    Unit: [
      ['Description', 'Gateway of roost, which receives webhooks'],
      ...afterTemporal(settings),
      ['StartLimitIntervalSec', '0'],
    ],
    Service: [
      ...nodeService(settings, around, ['gateway', 'main.js']),
      ['TimeoutStopSec', '20s'],
      ...restart(2),
      ...hardening(settings, {
        reads: [around.node, ...around.reads, ...around.secrets],
        writes: [],
        hidden: [...around.keys, ...around.staging],
      }),
      ['ProcSubset', 'pid'],
      ...network(around),
    ],
    Install: install,
  };
}

const network = ({ gateway }: Surroundings): Entry[] => (gateway?.isLocal ? loopbackOnly : []);

export function unitFiles(settings: Settings, around: Surroundings): Partial<Record<UnitName, string>> {
  const files: Partial<Record<UnitName, string>> = {};
  if (settings.temporal) files['roost-temporal.service'] = render(temporal(settings, around), mark);
  files['roost-worker.service'] = render(worker(settings, around), mark);
  if (around.gateway) files['roost-gateway.service'] = render(gateway(settings, around), mark);
  return files;
}
