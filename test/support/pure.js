// For each file of the project `pure`: no attempt to start a process goes unseen.
afterAll(() => expect(globalThis.processesStarted ?? []).toEqual([]));
