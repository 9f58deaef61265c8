import { migrationClass, parseAppJson } from '../../../src/fleet/contract';

const parse = (value: unknown) => parseAppJson(JSON.stringify(value));
const least = { name: 'sgos-phone', version: '1.0.0', migration: 'none' };

describe('app.json', () => {
  it('fills in what is left away', () => {
    expect(parse(least)).toEqual({
      ...least,
      description: '',
      env: {},
      scripts: {},
      sgos: { dependencies: [], apis: {} },
    });
  });

  it('keeps what roost knows, and lets the rest go', () => {
    const full = {
      ...least,
      description: 'Voicemail',
      version: '2.0.0-rc.1+build.5',
      repository: 'https://github.example/sgos/sgos-phone',
      env: {
        A: { description: 'a', required: false },
        B: { description: 'b', generator: 'secret' },
        C: 'default',
      },
      scripts: {
        postdeploy: 'npm run migrate',
        backup: './backup.sh',
        check: './check.sh',
        test: 'npm test',
      },
      sgos: {
        domain: 'phone.sgos.example',
        dependencies: ['sgos-directory'],
        backup: { output: 'backup' },
        apis: { private: '/api' },
        color: 'red',
      },
      keywords: ['x'],
    };
    expect(parse(full)).toEqual({
      name: 'sgos-phone',
      description: 'Voicemail',
      version: '2.0.0-rc.1+build.5',
      migration: 'none',
      repository: 'https://github.example/sgos/sgos-phone',
      env: {
        A: { description: 'a', required: false },
        B: { description: 'b', required: true },
        C: { required: false },
      },
      scripts: { postdeploy: 'npm run migrate', backup: './backup.sh', check: './check.sh' },
      sgos: {
        domain: 'phone.sgos.example',
        dependencies: ['sgos-directory'],
        backup: { output: 'backup' },
        apis: { private: '/api' },
      },
    });
  });

  it('says everything that is wrong at once', () => {
    expect(() =>
      parse({
        version: 'v1',
        migration: 'safe',
        env: { A: 1 },
        sgos: { dependencies: 'x', backup: { output: '../b' } },
      }),
    ).toThrow(
      expect.objectContaining({
        code: 'ContractInvalid',
        message: [
          'app.json name: is missing; add the repository name, such as sgos-phone',
          'app.json version: should be a semantic version, such as 1.4.0',
          'app.json env.A: should be a default value, or an object with description and required',
          'app.json sgos.dependencies: should be a list of app names',
          "app.json sgos.backup.output: should be a folder inside the app's folder, such as backup",
        ].join('\n'),
      }),
    );
  });

  it.each(['', '{', 'null', '[]', '"x"', '{"name":"a",}'])('refuses %j', (text) =>
    expect(() => parseAppJson(text)).toThrow(expect.objectContaining({ code: 'ContractInvalid' })),
  );
});

describe('the migration class of several releases', () => {
  it.each([
    [[], 'none'],
    [['none', 'none'], 'none'],
    [['none', 'safe', 'none'], 'safe'],
    [['breaking', 'safe'], 'breaking'],
  ] as const)('%j is %s', (list, gravest) => expect(migrationClass(list)).toBe(gravest));
});
