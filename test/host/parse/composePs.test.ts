import { parseComposePs } from '../../../src/host/parse/composePs';

const web = { ID: 'a', Name: 'phone-web-1', Service: 'web', State: 'running', Health: 'healthy', ExitCode: 0 };
const job = { ID: 'b', Name: 'phone-job-1', Service: 'job', State: 'exited', Health: '', ExitCode: 3 };
const both = [
  { id: 'a', name: 'phone-web-1', service: 'web', state: 'running', health: 'healthy', exitCode: 0 },
  { id: 'b', name: 'phone-job-1', service: 'job', state: 'exited', health: null, exitCode: 3 },
];

test('an array, as Compose wrote it before 2.21', () => {
  expect(parseComposePs(JSON.stringify([web, job]))).toEqual(both);
});

test('one object a line, as since', () => {
  expect(parseComposePs(`${JSON.stringify(web)}\n${JSON.stringify(job)}\n`)).toEqual(both);
});

test('nothing, and nonsense', () => {
  expect(parseComposePs('')).toEqual([]);
  expect(() => parseComposePs('WARN x')).toThrow(expect.objectContaining({ code: 'CommandFailed' }));
});
