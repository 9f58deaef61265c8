import { LineCounter, parseDocument, type Document, type ErrorCode } from 'yaml';
import type { FleetProblem } from '../problems/types';
import { nodeProblems, pathAt } from './problems';

/** A YAML text with its lines. `value` is absent when the text is not YAML. */
export interface Parsed {
  document: Document;
  lines: LineCounter;
  value?: unknown;
  problems: FleetProblem[];
}

/** Reads YAML with merge keys, and finds every problem of its grammar. Never throws. */
export function readDocument(text: string): Parsed {
  const lines = new LineCounter();
  // Pretty errors quote the text around them, which may be a secret.
  const document = parseDocument(text, {
    merge: true,
    prettyErrors: false,
    lineCounter: lines,
    logLevel: 'error',
  });
  const lineOf = (offset: number) => Math.max(1, lines.linePos(offset).line);
  const problems = document.errors.map(({ code, pos, message }) => ({
    path: code === 'DUPLICATE_KEY' ? pathAt(document, pos[0]) : '',
    line: lineOf(pos[0]),
    message: grammar[code] ?? `is not YAML: ${message.split('\n')[0]}`,
  }));
  const readable = document.errors.every((error) => error.code === 'DUPLICATE_KEY');
  if (!readable) return { document, lines, problems };
  problems.push(...nodeProblems(document, lineOf));
  try {
    return { document, lines, problems, value: document.toJS() };
  } catch {
    // The only other errors are an alias within its own anchor, or
    // aliases of aliases that grow without bound.
    if (problems.length === 0)
      problems.push({
        path: '',
        line: 1,
        message: 'has aliases that cannot be resolved; write the values out',
      });
    return { document, lines, problems };
  }
}

/** In place of messages of the library that only a programmer understands. */
const grammar: Partial<Record<ErrorCode, string>> = {
  DUPLICATE_KEY: 'is written twice; keep one of the two',
  MULTIPLE_DOCS: 'begins a second document; keep one, without ---',
  TAB_AS_INDENT: 'is indented with a tab; use spaces',
};
