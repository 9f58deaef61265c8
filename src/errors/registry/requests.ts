/** Configuration and requests. */
import { entry, Exit, type ErrorEntry } from './entry';

export const requestErrors = {
  FleetInvalid: entry(
    false,
    Exit.config,
    'Correct the named fields of the fleet file; `roost check --offline` shows all of them.',
  ),
  FleetNotFound: entry(
    false,
    Exit.config,
    'Name the file with --fleet or ROOST_FLEET, or run roost in the folder that holds fleet.yaml.',
  ),
  FleetExists: entry(
    false,
    Exit.refused,
    '`roost init --diff` shows what is new on the hosts, and `roost init --add` adds it;',
    'or name another file with --fleet.',
  ),
  FleetNotWritten: entry(
    false,
    Exit.config,
    'Write what the message names into the fleet file yourself, then repeat the command.',
  ),
  UnknownApp: entry(
    false,
    Exit.usage,
    'Use the name of an app in the fleet file; `roost status` lists them.',
  ),
  UnknownHost: entry(
    false,
    Exit.usage,
    'Use the name of a host in the fleet file; `roost status` lists them.',
  ),
  UnknownRef: entry(
    false,
    Exit.usage,
    'Push the branch, tag or commit to the repository, or name another one with --ref.',
  ),
  UnknownSchedule: entry(
    false,
    Exit.usage,
    '`roost schedules` lists them; `roost schedules apply` makes those of the fleet file.',
  ),
  UnknownRun: entry(false, Exit.usage, '`roost runs` lists the runs.'),
  BadRequest: entry(false, Exit.usage, 'Correct the named option or input.'),
  ContractInvalid: entry(
    false,
    Exit.config,
    'Correct the named files in the repository, commit and deploy again.',
  ),
} satisfies Record<string, ErrorEntry>;
