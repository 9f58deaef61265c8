import { parse } from 'yaml';
import { removeKey, setValue } from '../../../src/fleet/file/yaml/change';

const file = `# My fleet
fleet: home
hosts:
  quail: # the small one
    # the usual way
    addresses:
      - 192.0.2.7 # by hand
      - 198.51.100.7:2222
    user: deploy # as root
  toucan: { addresses: [192.0.2.8], user: deploy }
apps:
  phone:
    host: quail
    # last
    branch: main
  site: { host: quail, branch: main }
`;

describe('a value', () => {
  it('is put in place of the former one, whatever its form, and comments stay', () => {
    const changed = setValue(file, ['hosts', 'quail', 'addresses'], ['192.0.2.9:22'])!;
    expect(changed).toBe(
      file.replace(
        '    addresses:\n      - 192.0.2.7 # by hand\n      - 198.51.100.7:2222\n',
        '    addresses: [ 192.0.2.9:22 ]\n',
      ),
    );
    expect(parse(setValue(file, ['hosts', 'toucan', 'addresses'], ['192.0.2.9'])!).hosts.toucan).toEqual({
      addresses: ['192.0.2.9'],
      user: 'deploy',
    });
    expect(setValue(file, ['hosts', 'quail', 'user'], 'root')).toBe(file.replace('deploy # as', 'root # as'));
  });

  it('is added where there is none, and goes again without a trace', () => {
    for (const app of ['phone', 'site']) {
      const path = ['apps', app, 'archived'];
      const added = setValue(file, path, '2026-11-30')!;
      expect(parse(added).apps[app].archived).toBe('2026-11-30');
      expect(removeKey(added, path)).toBe(file);
    }
  });

  it('goes from wherever it stands, and others stay', () => {
    expect(parse(removeKey(file, ['apps', 'site', 'host'])!).apps.site).toEqual({ branch: 'main' });
    expect(removeKey(file, ['apps', 'phone', 'host'])).toBe(
      file.replace('    host: quail\n    # last', '    # last'),
    );
    expect(removeKey(file, ['apps', 'phone', 'archived'])).toBe(file);
    expect(removeKey('apps:\n  phone:\n    host: quail\n', ['apps', 'phone', 'host'])).toBeNull();
  });
});
