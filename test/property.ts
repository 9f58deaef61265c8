/**
 * Property tests, in one place: how many cases each tries. `npm test` tries the
 * same ones everywhere; ROOST_CASES=20 tries twenty times as many, ROOST_SEED=N
 * others. A failure prints its seed and path, and the smallest case that fails.
 */
export const cases = {
  // In each of dash, bash and busybox; the first two 20 to 40 commands a case, the third 10 to 30 variables.
  'shell: argv': 10,
  'shell: environment': 5,
  'shell: environment by stdin': 10,
  'shell: file names and stdin': 12,
  'ssh: argv, stdin, file names': 25,
  'fleet: written out, as JSON': 100,
  'fleet: any text': 100,
  'fleet: words of YAML': 1000,
  'fleet: any value anywhere': 100,
  'fleet: cut out': 500,
  'fleet: ssh config': 500,
  'app.json: any value anywhere': 500,
  'contract: any text': 100,
  'contract: words of Compose': 1000,
  'contract: any value anywhere': 100,
  'git: cat-file': 300,
  'git: log': 300,
  'compose: models': 400,
  'host: facts': 500,
  'docker: inspect': 400,
  'host: answers': 1000,
  'host: release records': 400,
  'secrets: values': 200,
  'redactor: chunks and tails': 400,
  'redactor: escape sequences': 400,
  'redactor: forms': 50,
  'screen: control characters': 1000,
  'engine: plans': 2000,
} as const;

const factor = Number(process.env.ROOST_CASES ?? 1);
const seed = Number(process.env.ROOST_SEED ?? 20_260_101);

/** Parameters for `fc.assert`. */
export const tried = (name: keyof typeof cases) => ({ numRuns: Math.ceil(cases[name] * factor), seed });
