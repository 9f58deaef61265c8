/** A volume as programs take it: Docker's own name with `=` before it, else the key of the Compose file. */
export const namedOf = ({ name, docker }: { name: string; docker?: string }): string =>
  docker === undefined ? name : `=${docker}`;
