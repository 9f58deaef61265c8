/** What the stand-ins for `docker` of servers in tests say alike. */

/** `docker inspect` of the one container, that of service `db`. */
export const CONTAINER = JSON.stringify([
  {
    Id: 'db1',
    Name: '/db1',
    State: { Status: 'running' },
    Config: { Labels: { 'com.docker.compose.project': 'src', 'com.docker.compose.service': 'db' } },
  },
]);

/** A word of a shell. */
export const quoted = (text: string): string => `'${text.replace(/'/g, `'\\''`)}'`;
