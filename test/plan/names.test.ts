import { imageRef } from '../../src/plan/names';

/** The grammar of distribution/reference, for a path of one or more parts. */
const part = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const reference = new RegExp(`^${part}(?:/${part})*:[\\w][\\w.-]{0,127}$`);

it('an image reference keeps the name of a service that Docker takes', () => {
  expect(imageRef('phone', 'web-2', 'c0ffee')).toBe('roost/phone-web-2:c0ffee');
});

it('every service name that Compose takes has a valid image reference of its own', () => {
  const names = [
    'web',
    'Web',
    'WEB',
    'wEb',
    'x--web',
    'web_',
    '_web',
    'a..b',
    'a__b',
    'a___b',
    '-',
    'x',
    'X',
  ];
  names.push('x--x57eb', 'x57eb', 'a.b', 'a-.b', 'A.B');
  const references = names.map((name) => imageRef('phone', name, 'c0ffee'));
  for (const one of references) expect(one).toMatch(reference);
  expect(new Set(references).size).toBe(names.length);
});
