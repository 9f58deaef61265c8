import { z } from 'zod';
import { choice, text } from '../file/values/fields';
import { isInside } from '../file/values/paths';

/** Heroku's app.json has many more keys than roost reads: they are accepted and ignored. */
function group<T extends z.ZodRawShape>(what: string, shape: T) {
  return z.object(shape, { error: () => `should be ${what}` });
}

const filled = (value: string) => value.trim() !== '' && !value.includes('\u0000');
const version = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;
const output = (value: string) =>
  isInside(value) || (value.startsWith('/') && !value.split('/').includes('..'));

const variable = z.union(
  [z.string(), z.object({ description: z.string().optional(), required: z.boolean().optional() })],
  {
    error: 'should be a default value, or an object with description and required',
  },
);

export const manifestSchema = group('an object with name, version and migration', {
  name: text('the repository name', 'sgos-phone', /^[a-z][a-z0-9-]*$/),
  description: text('a sentence', 'Voicemail', () => true).default(''),
  version: text('a semantic version', '1.4.0', version),
  migration: choice(['none', 'safe', 'breaking'], 'What the release does to the database'),
  repository: text('a Git address', 'https://github.example/sgos/sgos-phone', filled).optional(),
  env: z.record(z.string(), variable, { error: 'should be an object of variables by name' }).default({}),
  scripts: group('an object with postdeploy, backup, restore, check and sanitize', {
    postdeploy: text('a command', 'npm run migrate', filled).optional(),
    backup: text('a command', './backup.sh', filled).optional(),
    restore: text('a command', './restore.sh', filled).optional(),
    check: text('a command', 'node check.js', filled).optional(),
    sanitize: text('a command', './sanitize.sh', filled).optional(),
  }).default({}),
  sgos: group('an object with domain, dependencies, backup and apis', {
    domain: text('a domain', 'phone.example', filled).optional(),
    dependencies: z
      .array(text('the name of an app', 'sgos-directory', filled), { error: 'should be a list of app names' })
      .default([]),
    backup: group('an object with output', {
      output: text("a folder inside the app's folder", 'backup', output),
    }).optional(),
    apis: z.record(z.string(), z.unknown(), { error: 'should be an object of APIs by kind' }).default({}),
  }).default({ dependencies: [], apis: {} }),
});
