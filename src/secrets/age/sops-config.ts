/** The public keys in a `.sops.yaml`, changed as text: comments, anchors, order and line ends stay. Pure. */

/** What is a comment stays. */
const changedIn = (text: string, change: (written: string) => string): string =>
  text
    .split('\n')
    .map((line) => {
      const end = line.search(/(^|\s)#/);
      return end < 0 ? change(line) : change(line.slice(0, end)) + line.slice(end);
    })
    .join('\n');

/**
 * The new key beside each former one. sops takes several keys with commas wherever it takes one: in
 * a text, in an item of a list, behind an anchor; within brackets they are two items.
 */
export const withRecipient = (text: string, former: string[], next: string): string =>
  changedIn(text, (line) =>
    former.reduce(
      (left, key) => left.replaceAll(new RegExp(`${key}(?!,${next})`, 'g'), `${key},${next}`),
      line,
    ),
  );

/** The new key in place of the former ones. */
export const withoutRecipients = (text: string, former: string[], next: string): string =>
  changedIn(text, (line) =>
    former
      .reduce((left, key) => left.replaceAll(`${key},${next}`, next).replaceAll(key, next), line)
      .replaceAll(new RegExp(`${next}(?:,\\s*${next})+`, 'g'), next),
  );
