import { z } from 'zod';
import { sentences } from '../../../lib/sentences';
import { secret } from '../notify/schema';
import { section, text } from '../values/fields';

const login = section('a login, a section with user and password', {
  user: text('a user', 'deploy', (value) => value !== '' && !/[:\s\u0000]/.test(value)),
  password: secret.meta({ description: 'The password or token, by its name in secrets.file' }),
});

export const registriesSchema = z
  .record(z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/), login, {
    error: sentences(
      'should be registries, each by its host,',
      'such as registry.example: { user: deploy, password: { secret: REGISTRY_TOKEN } }',
    ),
  })
  .meta({
    description: sentences(
      'Logins at registries, by host with or without a port, as image names begin.',
      'A host has them only while roost pulls or builds there',
    ),
  });

export type RegistriesInput = z.infer<typeof registriesSchema>;
