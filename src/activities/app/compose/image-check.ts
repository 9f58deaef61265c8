/** Whether an image brings a health check of its own. */

export const inspectCheck = (image: string): string[] => [
  'docker',
  'image',
  'inspect',
  '--format',
  '{{if .Config.Healthcheck}}{{json .Config.Healthcheck.Test}}{{end}}',
  '--',
  image,
];

/** Of what `inspectCheck` prints; null: there is no such image. */
export function hasCheck({ code, stdout }: { code: number; stdout: string }): boolean | null {
  if (code !== 0) return null;
  return !['', 'null', '[]', '["NONE"]'].includes(stdout.trim());
}
