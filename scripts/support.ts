import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withMatrix } from '../test/compose/conformance/matrix';

/** Writes the support matrix of docs/compose.md from the tables of the tests; a test compares the two. */
const page = join(__dirname, '..', 'docs', 'compose.md');
writeFileSync(page, withMatrix(readFileSync(page, 'utf8')));
