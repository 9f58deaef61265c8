import { isSection, list, own, section, text, type Loose } from '../../../lib/unchecked';
import type { Finding } from '../problems/issues';
import { didYouMean } from '../problems/suggest';

const kinds = ['slack', 'googleChat', 'ntfy', 'email', 'json'];

/** Checks beyond the schema: each target has one kind, named targets exist, secrets have a file. */
export function checkNotify(fleet: Loose): Finding[] {
  const targets = section(fleet.notify);
  return [
    ...Object.entries(targets).flatMap(([name, target]) =>
      (isSection(target) ? checkTarget(target, 'file' in section(fleet.secrets)) : []).map(
        below('notify', name),
      ),
    ),
    ...Object.entries(section(fleet.apps)).flatMap(([name, app]) =>
      checkApp(section(section(app).notify), targets).map(below('apps', name, 'notify')),
    ),
  ];
}

const below =
  (...path: string[]) =>
  (finding: Finding): Finding => ({ ...finding, path: [...path, ...finding.path] });

function checkTarget(target: Loose, hasFile: boolean): Finding[] {
  const chosen = kinds.filter((kind) => kind in target);
  const found: Finding[] = [];
  if (chosen.length !== 1)
    found.push({
      path: [],
      message: `should have one of ${kinds.join(', ')}; it has ${chosen.join(' and ') || 'none'}`,
    });
  for (const kind of chosen) {
    for (const [key, value] of Object.entries(section(target[kind]))) {
      if (!hasFile && 'secret' in section(value))
        found.push({
          path: [kind, key],
          message: 'needs the file that holds the secret; add secrets.file',
        });
    }
  }
  const { user, password, security, server } = section(target.email);
  if (user !== undefined && password === undefined)
    found.push({ path: ['email', 'password'], message: 'is missing; add a section with secret' });
  const isHere = /^(localhost|127\.[\d.]+|\[::1\])(:\d+)?$/.test(text(server) ?? '');
  if (security === 'none' && !isHere)
    found.push({
      path: ['email', 'security'],
      message: 'is none, which is for a server on this machine; write starttls or tls',
    });
  return found;
}

function checkApp(notify: Loose, targets: Loose): Finding[] {
  return list(notify.targets).flatMap((value, i) => {
    const name = text(value);
    if (name === undefined || name === '' || own(targets, name)) return [];
    const names = Object.keys(targets);
    const meant =
      didYouMean(name, names) ||
      (names.length === 0 ? '; there are none' : `; the targets are ${names.join(', ')}`);
    return [{ path: ['targets', i], message: `names no target under notify${meant}` }];
  });
}
