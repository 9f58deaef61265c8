/** Adds a difference to the text of a fleet file; what a person has written there stays. Pure. */
import { RoostError } from '../../errors';
import { parseFleet } from '../../fleet/file';
import { addValue, insertEntry } from '../../fleet/file/yaml/insert';
import type { Row } from '../check/types';
import type { Difference } from './compare';
import type { Settings } from './settle';
import { appBlock, hostBlock } from './write';

interface Added {
  text: string;
  /** What the form of the file, or the parser, did not allow: to be written by hand. */
  refused: { what: string; why: string; lines: string[] }[];
}

export function addDifference(text: string, difference: Difference, rows: Row[], settings: Settings): Added {
  const done: Added = { text, refused: [] };
  const attempt = (what: string, lines: string[], change: (now: string) => string | null): void => {
    const changed = change(done.text);
    const why = changed === null ? 'the form of the file does not allow it' : refusal(changed, settings);
    if (changed !== null && why === null) done.text = changed;
    else done.refused.push({ what, why: why ?? '', lines });
  };
  for (const host of difference.hosts) {
    const block = hostBlock(
      host,
      rows.filter(({ subject }) => subject === host.name),
    );
    attempt(`host ${host.name}`, block, (now) => insertEntry(now, 'hosts', block));
  }
  for (const app of difference.added) {
    const block = appBlock(app);
    attempt(`app ${app.name}`, block, (now) => insertEntry(now, 'apps', block));
  }
  for (const { app, says, edit } of difference.changed)
    if (edit)
      attempt(
        app,
        [`${edit.path.slice(2).join('.')}: ${JSON.stringify(edit.value)}`],
        (now) => addValue(now, edit.path, edit.value) ?? null,
      );
    else done.refused.push({ what: app, why: says, lines: [] });
  return done;
}

function refusal(text: string, settings: Settings): string | null {
  try {
    parseFleet(text, settings);
    return null;
  } catch (error) {
    return error instanceof RoostError ? error.message : String(error);
  }
}
