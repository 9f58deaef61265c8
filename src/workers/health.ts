import { hostname } from 'node:os';
import { connectClient } from '../temporal/connect';
import { listPollers } from '../temporal/pollers';

/** For the container's health check: whether Temporal sees a worker of this machine poll. */
async function isPolling(): Promise<boolean> {
  const { connection, namespace, close } = await connectClient();
  try {
    return (await listPollers(connection, namespace)).some(({ identity }) =>
      identity.endsWith(`@${hostname()}`),
    );
  } finally {
    await close();
  }
}

isPolling().then(
  (polls) => {
    console.log(polls ? 'polling' : 'no worker of this machine polls');
    process.exit(polls ? 0 : 1);
  },
  (error: Error) => {
    console.log(error.message);
    process.exit(1);
  },
);
