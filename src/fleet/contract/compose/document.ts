import { isMap, isScalar, parseDocument, type Document, type Node, type Pair } from 'yaml';
import { isSection, type Loose } from '../../../lib/unchecked';
import { contractInvalid } from '../invalid';

/** How a later Compose file's key meets the earlier file's: added to it, instead of it, or taking it away. */
export type Meeting = 'merge' | '!override' | '!reset';

export interface ComposeText {
  content: Loose;
  /** By the tag of `services.NAME.KEY`. */
  meeting(service: string, key: string): Meeting;
}

/** Reads a Compose file as YAML. Errors: `ContractInvalid`. */
export function readCompose(text: string, file: string): ComposeText {
  // Compose's own tags are unknown to YAML: the library keeps value and tag, and warns.
  const document = parseDocument(text, { merge: true, prettyErrors: false, logLevel: 'error' });
  const [error] = document.errors;
  if (error)
    throw contractInvalid([
      { file, field: '', message: `is not YAML: fix line ${lineAt(text, error.pos[0])}` },
    ]);
  const content = toJs(document, file);
  if (!isSection(content))
    throw contractInvalid([
      { file, field: '', message: 'should be a Compose file, a section with services' },
    ]);
  return { content, meeting: (service, key) => meetingOf(document, ['services', service], key) };
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

function toJs(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch {
    throw contractInvalid([
      { file, field: '', message: 'has aliases or merges that cannot be resolved; write the values out' },
    ]);
  }
}

function meetingOf(document: Document, path: string[], key: string): Meeting {
  const service = document.getIn(path, true);
  const pair = isMap(service)
    ? service.items.find((item: Pair) => isScalar(item.key) && item.key.value === key)
    : undefined;
  const tag = (pair?.value as Node | null | undefined)?.tag;
  return tag === '!override' || tag === '!reset' ? tag : 'merge';
}
