import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withMatrix } from '../compose/conformance/matrix';

it('the support matrix says what the tables of the tests say (npm run support writes it)', () => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'compose.md'), 'utf8');
  expect(page).toBe(withMatrix(page));
});
