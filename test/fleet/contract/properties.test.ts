import fc from 'fast-check';
import { stringify } from 'yaml';
import { RoostError } from '../../../src/errors';
import { checkContract, parseAppJson, parseComposeFiles } from '../../../src/fleet/contract';
import { spoilt } from '../../hostile';
import { tried } from '../../property';
import { phone, wiki } from './sample';

/** Whether `read` comes to an end, or to a named error. */
function settled(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(RoostError);
    expect((error as RoostError).code).toBe('ContractInvalid');
  }
}

const key = fc.constantFrom(
  'image',
  'build',
  'container_name',
  'healthcheck',
  'networks',
  'ports',
  'volumes',
  'env_file',
  'depends_on',
  'deploy',
  'scale',
  'command',
  'profiles',
);
const services = fc.dictionary(
  fc.constantFrom('app', 'web', '__proto__', 'constructor'),
  fc.dictionary(key, fc.jsonValue()),
);
const unit = fc.constantFrom(
  'services:\n',
  '  app:\n',
  '    ',
  'ports: ',
  'networks:\n',
  '!reset ',
  '!override ',
  '&a ',
  '*a',
  '<<: ',
  '[',
  ']',
  '{',
  '}',
  '- ',
  'a',
  ': ',
  '\n',
  '"',
  '${',
  '|',
);

describe('nothing but ContractInvalid comes of', () => {
  it('any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        settled(() => parseComposeFiles([{ file: 'a', text }]));
        settled(() => parseAppJson(text));
      }),
      tried('contract: any text'),
    );
  });

  it('any text of a Compose file’s own words', () => {
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 30 }), (parts) =>
        settled(() => parseComposeFiles([{ file: 'a', text: parts.join('') }])),
      ),
      tried('contract: words of Compose'),
    );
  });

  it('any value in the place of any other', () => {
    fc.assert(
      fc.property(services, services, fc.jsonValue(), (one, two, networks) => {
        const files = [{ services: one, networks }, { services: two }].map((value, i) => ({
          file: `${i}.yml`,
          text: stringify(value),
        }));
        settled(() => parseComposeFiles(files));
        const texts = { 'docker-compose.yml': files[0]!.text, 'app.json': JSON.stringify(networks) };
        // The check reports, and throws nothing at all.
        for (const app of [phone, wiki])
          expect(checkContract({ app, files: texts }).problems).toBeInstanceOf(Array);
      }),
      tried('contract: any value anywhere'),
    );
  });

  it('an app.json with any value in the place of any other', () => {
    const manifest = {
      name: 'sgos-phone',
      version: '1.0.0',
      env: { PORT: { description: 'x', required: true } },
      scripts: { postdeploy: 'node migrate.js' },
      migration: 'safe',
      sgos: { domain: 'phone.example', dependencies: ['auth'], backup: { output: 'backup' }, apis: {} },
    };
    fc.assert(
      fc.property(spoilt(manifest), (value) => {
        settled(() => parseAppJson(JSON.stringify(value)));
        expect(
          checkContract({ app: phone, files: { 'app.json': JSON.stringify(value) } }).problems,
        ).toBeInstanceOf(Array);
      }),
      tried('app.json: any value anywhere'),
    );
  });
});
