import { parse } from 'yaml';
import { checkContract } from '../../src/fleet/contract';
import { fleetJsonSchema, parseFleet } from '../../src/fleet/file';
import { blocks, pages } from './pages';

type Section = Record<string, unknown>;

const keys = Object.keys((fleetJsonSchema() as { properties: Section }).properties);
const examples = pages.flatMap((page) => blocks(page, 'yaml').map((text) => ({ page, text })));
const ofFleet = examples.filter(({ text }) =>
  Object.keys(parse(text) as Section).every((key) => keys.includes(key)),
);

const [compose = '', first = ''] = blocks('README.md', 'yaml');
const parseText = (text: string) => parseFleet(text, { file: 'fleet.yaml', home: '/home/op' });

/** Sections of both; what `part` says of a key wins. */
function merge(base: Section, part: Section): Section {
  const isSection = (value: unknown): value is Section =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  return Object.entries(part).reduce<Section>((merged, [key, value]) => {
    const before = merged[key];
    return { ...merged, [key]: isSection(before) && isSection(value) ? merge(before, value) : value };
  }, base);
}

test("README's first fleet file is valid and short", () => {
  const { apps } = parseText(first);
  expect(Object.keys(apps)).toEqual(['notes']);
  expect(first.trim().split('\n').length).toBeLessThan(20);
});

test("README's first app keeps its contract", () => {
  const app = parseText(first).apps.notes!;
  expect(checkContract({ app, files: { 'docker-compose.yml': compose } }).problems).toEqual([]);
  const without = compose.replace('web:', 'site:');
  expect(checkContract({ app, files: { 'docker-compose.yml': without } }).problems).toHaveLength(1);
});

test.each(ofFleet)('a fleet file can have this section of $page: $text', ({ text }) => {
  const backup = { repository: { url: '/srv/repository', password: { secret: 'PASSWORD' } } };
  const base = merge(parse(first) as Section, { secrets: { file: '/etc/roost/secrets.env.sops' }, backup });
  expect(() => parseText(JSON.stringify(merge(base, parse(text) as Section)))).not.toThrow();
});

test('the pages have sections of a fleet file and other YAML', () => {
  expect(ofFleet.length).toBeGreaterThan(5);
  expect(examples.length).toBeGreaterThan(ofFleet.length);
});
