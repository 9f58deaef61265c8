import { join } from 'node:path';
import { quoteWord } from '../../host/quote';
import { layout, mark } from './layout';
import type { Settings } from './types';
import { environment } from './units';

/** The command `roost` for everybody: it talks to the installed services unless the environment says otherwise. */
export function commandText(settings: Settings): string {
  const defaults = Object.entries(environment(settings)).map(([name, value]) => `[ -n "\${${name}-}" ] || export ${name}=${quoteWord(value)}`);
  return ['#!/bin/sh', mark, ...defaults, `exec ${quoteWord(join(layout(settings.prefix).current, 'roost'))} "$@"`, ''].join('\n');
}
