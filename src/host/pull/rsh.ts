/**
 * What rsync starts in place of ssh: hands the command line to the door of the
 * process that started rsync, by its socket, and passes bytes through.
 */
import { connect } from 'node:net';

const socket = connect(process.env.ROOST_DOOR ?? '');
// The host's name, then the remote command.
socket.write(`${JSON.stringify(process.argv.slice(3))}\n`);
process.stdin.pipe(socket);
socket.pipe(process.stdout);
socket.on('error', () => process.exit(1));
// rsync has ended: what it does not take is nobody's.
process.stdout.on('error', () => process.exit(1));
// stdin alone would keep this process, and rsync waits for its end.
socket.on('close', () => process.stdout.write('', () => process.exit(0)));
