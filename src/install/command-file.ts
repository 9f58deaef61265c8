import { join } from 'node:path';
import { quoteWord } from '../host/quote';
import { layout, mark } from './layout';
import type { Settings } from './types';
import { environment } from './units';

/**
 * The command `roost` for everybody: it talks to the installed services unless the environment says otherwise.
 * The tools that were installed with it come first, as for the services: nobody's account need hold others.
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
