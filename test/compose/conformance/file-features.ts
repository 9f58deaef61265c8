/** What a file has beside its services, how several files become one, and variables. */
import { app, type Feature } from './feature';
import { sectionFeatures } from './section-features';
import { severalFiles } from './several-files';

const forms: [name: string, value: string][] = [
  ['${A}', '${A}'],
  ['$A', '$A'],
  ['default, if unset or empty', '${B:-x}'],
  ['default, if unset', '${B-x}'],
  ['another value, if set and filled', '${A:+x}'],
  ['another value, if set', '${E+x}'],
  ['required, and there', '${A:?no A}'],
  ['one in the other', '${B:-${A}}'],
  ['two dollars', '$$A'],
];

const interpolation: Feature[] = [
  ...forms.map(([name, value]): Feature => ({
    name: `interpolation: ${name}`,
    family: 'interpolation',
    keys: [],
    files: app({ image: 'app', environment: { V: value } }),
    host: { '.env': 'A=one\nE=\n' },
    title: `\`${value}\``,
  })),
  {
    name: 'interpolation: required, and not there',
    family: 'interpolation',
    keys: [],
    files: app({ environment: { V: '${GONE:?write GONE}' } }),
    refused: 'write GONE',
    title: '`${A:?…}` of a variable that is not there',
  },
  {
    name: 'interpolation: broken',
    family: 'interpolation',
    keys: [],
    files: app({ environment: { V: '${' } }),
    refused: '[Ii]nvalid interpolation',
    title: 'broken ones',
  },
  {
    name: 'interpolation: of keys of another kind',
    family: 'interpolation',
    keys: [],
    files: app({ read_only: '${R:-true}', deploy: { replicas: '${N:-2}' } }),
    title: 'numbers and truth values',
  },
];

export const fileFeatures: Feature[] = [...sectionFeatures, ...severalFiles, ...interpolation];
