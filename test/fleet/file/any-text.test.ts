import fc from 'fast-check';
import { stringify } from 'yaml';
import { tried } from '../../property';
import { linesOf, sample } from './sample';

/** `linesOf` lets only `FleetInvalid` pass. */
const refusedOrRead = (text: string, sshConfig?: string) => {
  for (const line of linesOf(text, sshConfig)) expect(line).toMatch(/^\d+ /);
};

describe('nothing but FleetInvalid comes of', () => {
  it('any text', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => refusedOrRead(text)),
      tried('fleet: any text'),
    ));

  it('any text of YAML’s own characters', () => {
    const unit = fc.constantFrom(
      'a',
      'b: ',
      '\n',
      ' ',
      '  ',
      '- ',
      '&a ',
      '*a',
      '<<: ',
      '!t ',
      '[',
      ']',
      '{',
      '}',
      '? ',
      ': ',
      '|',
      '"',
      "'",
      '#',
      ',',
      '---\n',
      '\t',
      'hosts:\n',
      'apps:\n',
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 30 }), (parts) => refusedOrRead(parts.join(''))),
      tried('fleet: words of YAML'),
    );
  });

  it('any value, anywhere in a fleet', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => refusedOrRead(JSON.stringify(value))),
      tried('fleet: any value anywhere'),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (apps) => refusedOrRead(stringify({ fleet: 'lab', hosts: apps, apps }))),
      tried('fleet: any value anywhere'),
    );
    const key = fc.constantFrom(
      'host',
      'contract',
      'directory',
      'project',
      'proxy',
      'data',
      'health',
      'secrets',
      'scripts',
      'domain',
      'service',
    );
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue()), (app) =>
        refusedOrRead(
          stringify({ fleet: 'lab', hosts: { one: app }, apps: { a: app, b: { ...app, contract: 'sgos' } } }),
        ),
      ),
      tried('fleet: any value anywhere'),
    );
  });

  it('the sample with any piece cut out', () => {
    const at = fc.nat({ max: sample.length });
    fc.assert(
      fc.property(at, fc.nat({ max: 60 }), (from, length) =>
        refusedOrRead(sample.slice(0, from) + sample.slice(from + length)),
      ),
      tried('fleet: cut out'),
    );
  });

  it('any ~/.ssh/config', () => {
    const text = sample.replace('    user: deploy\n    addresses: [192.0.2.8]\n', '    sshConfig: bird\n');
    const unit = fc.constantFrom(
      'Host ',
      'bird',
      'Match ',
      'exec ',
      '"',
      '\n',
      ' ',
      '=',
      'User ',
      'HostName ',
      'Port ',
      '22',
      '*',
      '!',
      '#',
      '\\',
      '%h',
      '[',
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 25 }), (parts) => refusedOrRead(text, parts.join(''))),
      tried('fleet: ssh config'),
    );
  });
});
