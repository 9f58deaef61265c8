import { messageOf } from '../../src/notify/message';
import { bodyOf, cut, oneLine } from '../../src/notify/text';
import { alertEvent, eventOf, waitingEvent } from './sample';

it('says of a failure what, where, why and what to do', () => {
  const message = messageOf(eventOf());
  expect(message).toMatchObject({
    tone: 'bad',
    title: 'deploy phone on hornbill failed and was undone: BuildFailed',
  });
  expect(bodyOf(message)).toBe(`Fleet:      sgos
App:        phone
Host:       hornbill
Step:       Build the images of a1b2c3d
Code:       BuildFailed
Release:    a1b2c3d 1.4.0
Started by: anna@toucan

npm run build ended with 1:
no such file

Read the end of the build log above, or \`roost show deploy-phone-1\`.

  roost show deploy-phone-1

http://127.0.0.1:8233/namespaces/default/workflows/deploy-phone-1/0199-run/history`);
});

it.each([
  [1_800_000, 'Without an answer within 30 min everything is undone.'],
  [20_000, 'Without an answer within 20 s everything is undone.'],
  [null, 'It waits for a decision without a limit, and holds the lock.'],
])('says of a waiting run how to decide, and what silence means (%s)', (after, silence) => {
  const message = messageOf(waitingEvent(after));
  expect(message).toMatchObject({
    tone: 'ask',
    title: 'deploy phone on hornbill waits for your decision: BuildFailed',
  });
  expect(message.advice).toEqual(['retry: again; undo: all back', silence]);
  expect(message.commands).toEqual(['roost decide deploy-phone-1 retry', 'roost decide deploy-phone-1 undo']);
});

it.each([
  [
    { event: 'recovery', result: 'succeeded', failure: null },
    'good',
    'deploy phone on hornbill works again: it succeeded',
  ],
  [
    { event: 'recovery', result: 'unchanged', failure: null },
    'good',
    'deploy phone on hornbill works again: it found nothing to do',
  ],
  [{ event: 'success', result: 'succeeded', failure: null }, 'good', 'deploy phone on hornbill succeeded'],
  [{ result: 'failed' }, 'bad', 'deploy phone on hornbill failed and was NOT undone: BuildFailed'],
  [
    { result: 'failed', release: null },
    'bad',
    'deploy phone on hornbill failed before it changed anything: BuildFailed',
  ],
  [{ result: 'refused', host: null }, 'bad', 'deploy phone was refused: BuildFailed'],
  [{ result: 'terminated', failure: null }, 'bad', 'deploy phone on hornbill was terminated'],
  [
    { workflow: 'nightlyBackup', app: '', host: null, result: 'failed', release: null },
    'bad',
    'the nightly backup failed: BuildFailed',
  ],
  [
    { workflow: 'nightlyBackup', app: '', host: null, result: 'cancelled', release: null },
    'bad',
    'the nightly backup was cancelled: BuildFailed',
  ],
  [
    { workflow: 'nightlyBackup', app: '', host: null, result: 'terminated', failure: null },
    'bad',
    'the nightly backup was terminated',
  ],
  [
    { workflow: 'nightlyBackup', app: '', host: null, result: 'timed out', failure: null },
    'bad',
    'the nightly backup timed out',
  ],
  [{ event: 'test', failure: null }, 'note', 'Test from roost: fleet sgos reaches you here'],
] as const)('has a title for %j', (more, tone, title) => {
  expect(messageOf(eventOf(more))).toMatchObject({ tone, title });
});

it('names no app where all of them are concerned', () => {
  const night = messageOf(
    eventOf({ workflow: 'nightlyBackup', app: '', host: null, result: 'failed', release: null }),
  );
  expect(night.facts.map(([name]) => name)).not.toContain('App');
});

it('says of an alert what it is and what to do, and in a line that it is over', () => {
  const begun = messageOf(alertEvent());
  expect(begun).toMatchObject({ tone: 'bad', title: 'Alert: no backup of phone', commands: [], link: null });
  expect(bodyOf(begun)).toBe(`Fleet: sgos
App:   phone
Host:  hornbill
Since: 2026-11-21T10:01:00.000Z

phone has had no successful backup for 27 h; its limit is 26 h.

See \`roost runs phone\`.`);
  const over = messageOf(
    alertEvent({ event: 'recovery', app: '', host: null, at: '2026-11-22T02:00:00.000Z' }),
  );
  expect(over).toMatchObject({ tone: 'good', title: 'Over: no backup of phone' });
  expect(bodyOf(over)).toBe('Fleet: sgos\nSince: 2026-11-21T10:01:00.000Z\nOver:  2026-11-22T02:00:00.000Z');
});

it('keeps the first line and the end of a long output', () => {
  const message = `the build ended with 1:\n${'noise '.repeat(1_000)}\nthe real reason`;
  const { problem } = messageOf(eventOf({ failure: { code: 'BuildFailed', message, hint: '' } }));
  expect(problem!.length).toBeLessThanOrEqual(1_500);
  expect(problem).toMatch(/^the build ended with 1:\n… [^]*the real reason$/);
});

it('never cuts a character in two', () => {
  // A half of one is no text in UTF-8.
  for (let limit = 10; limit < 40; limit++)
    expect(Buffer.from(cut('🦉'.repeat(40), limit)).toString()).toBe(cut('🦉'.repeat(40), limit));
});

it('takes out what a terminal would obey', () => {
  expect(
    bodyOf(messageOf(eventOf({ failure: { code: 'X', message: '\u001b[31mred\u001b[0m\u0007', hint: '' } }))),
  ).toContain('\n\nred\n\n');
  expect(oneLine('a\r\nBcc: x')).toBe('a Bcc: x');
});
