import { join } from 'node:path';
import { quoteWord } from '../host/quote';
import { layout, mark } from './layout';
import type { Settings } from './types';
import { environment } from './units';

/**
 * The command `roost` for all accounts. It talks to the installed services unless the environment names
 * others. Its own tools come first in PATH, as for the services, so no account needs tools of its own.
 */
export function commandText(settings: Settings): string {
  const defaults = Object.entries(environment(settings)).map(
    ([name, value]) => `[ -n "\${${name}-}" ] || export ${name}=${quoteWord(value)}`,
  );
  const tools = `PATH=${quoteWord(join(layout(settings.prefix).current, 'bin'))}:$PATH; export PATH`;
  return [
    '#!/bin/sh',
    mark,
    ...defaults,
    tools,
    `exec ${quoteWord(join(layout(settings.prefix).current, 'roost'))} "$@"`,
    '',
  ].join('\n');
}
