/** Which apps an app needs: names of this file, and no circle. */
import { list, own, section, text, type Loose } from '../../../lib/unchecked';
import type { Finding } from '../problems/issues';
import { didYouMean } from '../problems/suggest';

export function checkNeeds(apps: Loose): Finding[] {
  const names = Object.keys(apps);
  return names.flatMap((name) => {
    const all = needsOf(apps, name);
    return all.flatMap((need, i): Finding[] => {
      const path = ['apps', name, 'needs', i];
      if (need === undefined) return [];
      if (!own(apps, need)) {
        const meant = didYouMean(need, names) || `; the apps are ${names.join(', ')}`;
        return [{ path, message: `names no app of this file${meant}` }];
      }
      if (all.indexOf(need) < i) return [{ path, message: 'is there twice; keep one' }];
      const circle = wayBack(apps, need, name);
      // Reported once, at its first app in this file.
      if (!circle || circle.some((one) => names.indexOf(one) < names.indexOf(name))) return [];
      const way = [name, ...circle].join(' needs ');
      return [{ path, message: `leads back to ${name}: ${way}; take one of these away` }];
    });
  });
}

const needsOf = (apps: Loose, name: string): (string | undefined)[] =>
  list(section(apps[name]).needs).map(text);

/** The apps from `from` to `to`, both included, by what they need; null: it does not lead there. */
function wayBack(apps: Loose, from: string, to: string, seen = new Set<string>()): string[] | null {
  if (from === to) return [to];
  if (seen.has(from)) return null;
  seen.add(from);
  for (const need of needsOf(apps, from)) {
    const rest = need === undefined ? null : wayBack(apps, need, to, seen);
    if (rest) return [from, ...rest];
  }
  return null;
}
