/**
 * The support matrix of docs/compose.md, made from the tables of the
 * tests: it cannot say what no test shows.
 */
import { cases } from '../cases';
import { features, type Feature } from './features';

const families = [...new Set(features.map(({ family }) => family))];
const of = (family: string): Feature[] => features.filter((feature) => feature.family === family);
const sentence = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** A key in code, any other name as it is. */
function shown({ name, title, keys, since }: Feature): string {
  const key = keys[0]?.replace(/^service\./, '');
  const text = title ?? (key && name === key.split('.').at(-1) ? `\`${key.split('.').at(-1)}\`` : name);
  return since ? `${text} (from Compose ${since})` : text;
}

/** Forms of one key are one entry. */
function honoured(all: Feature[]): string {
  const groups = new Map<string, Feature[]>();
  for (const feature of all) {
    const group = `${feature.name.split(': ')[0]!} ${feature.since ?? ''}`;
    groups.set(group, [...(groups.get(group) ?? []), feature]);
  }
  return [...groups.values()]
    .map((group) => {
      const [first] = group as [Feature, ...Feature[]];
      if (group.length === 1 || first.title) return group.map(shown).join(', ');
      const forms = group.map(({ name }) => name.split(': ').slice(1).join(': '));
      return `${shown({ ...first, name: first.name.split(': ')[0]!, since: first.since })} (${forms.join('; ')})`;
    })
    .join(', ');
}

const cell = (text: string): string => (text || '–').replaceAll('|', '\\|');

/** Markdown, as it stands between the two marks. */
export function supportMatrix(): string {
  const rows = families.map((family) => {
    const [good, refused] = [
      of(family).filter((feature) => feature.refused === undefined),
      of(family).filter((feature) => feature.refused !== undefined),
    ];
    return `| ${sentence(family)} | ${cell(honoured(good))} | ${cell(refused.map(shown).join(', '))} |`;
  });
  const table = cases.map(({ name, deploy, next }) => {
    const refusal = [deploy, next?.deploy].find((outcome) => outcome && !outcome.ok)?.says;
    return `| ${cell(sentence(name))} | ${refusal ? `refused or undone: “${cell(refusal)}”` : 'honoured'} |`;
  });
  const good = features.filter(({ refused }) => refused === undefined).length;
  return [
    `${features.length} features of the specification, read by Docker Compose itself in \`test/compose/conformance\`: ${good} are honoured, ${features.length - good} refused by name, none is dropped. An older Docker Compose that does not know a feature names it too.`,
    '',
    '| Part | Honoured | Refused by name |',
    '|-|-|-|',
    ...rows,
    '',
    `What ${cases.length} apps of owners come to, on a real host (\`test/compose/cases\`):`,
    '',
    '| App | |',
    '|-|-|',
    ...table,
  ].join('\n');
}

const [open, close] = ['<!-- support -->', '<!-- /support -->'];

/** The page with the matrix in its place. */
export function withMatrix(page: string): string {
  const [start, end] = [page.indexOf(open), page.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`the page has no place between ${open} and ${close}`);
  return `${page.slice(0, start + open.length)}\n\n${supportMatrix()}\n\n${page.slice(end)}`;
}
