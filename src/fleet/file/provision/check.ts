import { sentences } from '../../../lib/sentences';
import { list, section, text, type Loose } from '../../../lib/unchecked';
import type { Finding } from '../problems/issues';
import { didYouMean } from '../problems/suggest';
import { parseDuration } from '../values/duration';

/** Accounts that Debian or its packages have. */
const taken =
  /^(root|daemon|bin|sys|sync|games|man|lp|mail|news|uucp|proxy|www-data|backup|list|irc|nobody|sshd|docker|sudo|adm|roost|messagebus|syslog|(systemd|_)-?.*)$/;

/** Shorter than that a slow host could not be reached anew. */
const SHORTEST = 10_000;

/**
 * Checks beyond the schema: operators are no accounts of the system
 * or of roost, and their hosts are there.
 */
export function checkProvision(fleet: Loose): Finding[] {
  const hosts = section(fleet.hosts);
  const logins = new Map(
    Object.entries(hosts).flatMap(([name, host]) => {
      const user = text(section(host).user);
      return user === undefined ? [] : [[user, name]];
    }),
  );
  const found: Finding[] = [];
  for (const [name, value] of Object.entries(section(fleet.operators))) {
    const path = ['operators', name];
    const { hosts: own, keys } = section(value);
    if (taken.test(name)) found.push({ path, message: 'is an account of the system; choose another name' });
    else if (name.length > 32)
      found.push({ path, message: 'is too long for an account; at most 32 characters' });
    else if (logins.has(name))
      found.push({
        path,
        message: sentences(
          `is the SSH user of hosts.${logins.get(name)}, by which roost works;`,
          'give the person another account',
        ),
      });
    if (Array.isArray(keys) && keys.length === 0)
      found.push({ path: [...path, 'keys'], message: 'is empty; add a key, or take the operator out' });
    list(own).forEach((host, i) => {
      if (typeof host === 'string' && !Object.hasOwn(hosts, host))
        found.push({
          path: [...path, 'hosts', i],
          message: `names no host of the fleet${didYouMean(host, Object.keys(hosts))}`,
        });
    });
  }
  const sections: [string[], unknown][] = [
    [['provision'], fleet.provision],
    ...Object.entries(hosts).map(([name, host]): [string[], unknown] => [
      ['hosts', name, 'provision'],
      section(host).provision,
    ]),
  ];
  for (const [path, value] of sections) {
    const after = text(section(value).revertAfter);
    if (after !== undefined && (parseDuration(after) ?? SHORTEST) < SHORTEST)
      found.push({ path: [...path, 'revertAfter'], message: 'should be at least 10s' });
  }
  return found;
}
