import { pages, textOf } from './pages';

/** Words that a reader has to decode; CONTRIBUTING.md has the rule. */
const unclear = /\b(whoever|whatever|nobody|somebody|anybody|everybody|mend\w*|told|heard)\b/gi;

const prose = (page: string): string => textOf(page).replace(/```[\s\S]*?```|`[^`\n]*`/g, '');

test.each(pages)('%s uses plain words', (page) => {
  expect(prose(page).match(unclear) ?? []).toEqual([]);
});
