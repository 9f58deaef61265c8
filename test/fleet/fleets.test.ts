import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument, visit } from 'yaml';
import { fleetJsonSchema, parseFleet } from '../../src/fleet/file';

const textOf = (path: string) => readFileSync(join(__dirname, '../../fleets', path), 'utf8');
const read = (text: string) => parseFleet(text, { file: 'fleet.yaml', home: '/home/op' });

/** The same file without the keys of which a comment on their line says that they are the default. */
function withoutDefaults(text: string): string {
  const document = parseDocument(text, { merge: true });
  visit(document, {
    Pair: (_, { value }) =>
      /^ the default\b/.test((value as { comment?: string } | null)?.comment ?? '')
        ? visit.REMOVE
        : undefined,
  });
  return document.toString();
}

describe('fleets/sgos', () => {
  const text = textOf('sgos/fleet.yaml');
  const fleet = read(text);

  it('has both hosts and all apps', () => {
    expect(Object.keys(fleet.hosts)).toEqual(['toucan', 'hornbill']);
    expect(fleet.hosts.toucan!.role).toBe('control');
    expect(Object.keys(fleet.apps)).toEqual(
      'phone ikhaya docflow ufudu accounting inventory directory baobab xhosa soup anansi clock mrp'.split(
        ' ',
      ),
    );
  });

  it('marks as default what is the default', () => {
    const shorter = withoutDefaults(text);
    expect(shorter).not.toContain('settle: 10s');
    expect(read(shorter)).toEqual(fleet);
  });

  it('spells out what contract sgos gives', () => {
    const given = /^ {4}(directory|source|project|service): .*\n| {4}secrets:\n( {6}.*\n)+/gm;
    const shorter = text.replace(given, '');
    expect(shorter).not.toContain('directory: /srv');
    expect(read(shorter)).toEqual(fleet);
  });

  it('says in prose what the other defaults are', () => {
    const { accounting, inventory } = fleet.apps;
    expect(inventory!.proxy).toMatchObject({ switch: 'none', drain: 10_000 });
    expect(inventory!.health).toMatchObject({ json: {}, wait: 120_000 });
    expect(accounting!.secrets).toHaveLength(1);
  });

  it('has a table of the apps as they are', () => {
    const rows = [
      ...textOf('sgos/README.md').matchAll(
        /^\| (\w+) \| (?:Live|Beta|Alpha|Concept|Planned) \| (.*?) ?\| (.*?) ?\| (flag|none) \|$/gm,
      ),
    ];
    expect(rows.map(([, ...row]) => row)).toEqual(
      Object.values(fleet.apps).map(({ name, data, proxy }) => [
        name,
        data.postgres?.database ?? '',
        data.folders.join(', '),
        proxy.switch,
      ]),
    );
  });
});

describe('fleets/smarteros', () => {
  const text = textOf('smarteros/fleet.yaml');
  const fleet = read(text);
  const { 'smarteros-cl': cl, 'smarteros-ar': ar, 'smarteros-pe': pe } = fleet.apps;

  it('gives each country its host, domain and URL', () => {
    for (const [country, app] of [
      ['cl', cl!],
      ['ar', ar!],
      ['pe', pe!],
    ] as const) {
      expect(app.host).toBe(country);
      expect(app.domain).toBe(`api.${country}.smarteros.example`);
      expect(app.health.url).toBe(`https://api.${country}.smarteros.example/health`);
    }
    expect(new Set(Object.values(fleet.hosts).map(({ hostKey }) => hostKey)).size).toBe(3);
  });

  it('shares everything else', () => {
    expect({
      ...ar,
      name: cl!.name,
      host: cl!.host,
      domain: cl!.domain,
      health: { ...ar!.health, url: cl!.health.url },
    }).toEqual(cl);
    expect(pe!.health.json).toEqual({
      status: 'healthy',
      supabase: 'configured',
      resend: 'configured',
      chatwoot: 'configured',
      n8n: 'configured',
    });
    expect(pe!.data.folders).toEqual([...cl!.data.folders, 'data/sunat']);
    expect(pe!.data.postgres).toEqual(cl!.data.postgres);
  });

  it('marks as default what is the default', () => {
    const shorter = withoutDefaults(text);
    expect(shorter).not.toContain('source: .\n');
    expect(read(shorter)).toEqual(fleet);
  });
});

test('the examples show every key, as the first of them says', () => {
  const text = ['sgos', 'smarteros'].map((name) => textOf(`${name}/fleet.yaml`)).join('\n');
  const keys = new Set<string>();
  const collect = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [name, value] of Object.entries(schema)) {
      if (name === 'properties') for (const key of Object.keys(value as object)) keys.add(key);
      collect(value);
    }
  };
  collect(fleetJsonSchema());
  expect([...keys].filter((key) => !new RegExp(`(^|[\\s{,])${key}:`, 'm').test(text))).toEqual([]);
});
