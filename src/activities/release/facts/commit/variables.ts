/**
 * Configs and secrets whose content is a variable: Compose searches for it only when it starts a container,
 * with the app stopped. So it is asked before.
 */
import { join } from 'node:path';
import { parseReading, resolveArgv, type ComposeUse } from '../../../../host/model/compose-model';
import { sentences } from '../../../../lib/sentences';
import { shellScript } from '../../../../lib/shell-script';
import { section, text, type Loose } from '../../../../lib/unchecked';
import type { Site } from '../../../app/site';

const writeFile = shellScript(join(__dirname, '../../../app/folder'), 'write-file');

const PROBE = 'roost-probe';

interface Wanted {
  field: string;
  variable: string;
}

const wantedIn = (model: Loose): Wanted[] =>
  ['configs', 'secrets'].flatMap((part) =>
    Object.entries(section(model[part])).flatMap(([key, value]) => {
      const variable = text(section(value).environment) ?? '';
      return /^[A-Za-z_]\w*$/.test(variable) ? [{ field: `${part}.${key}.environment`, variable }] : [];
    }),
  );

/** `root`: a picture of the host; `folder`: where its temporary files are; `use`: as `model` was read. */
export async function unsetVariables(
  { host, source }: Pick<Site, 'host' | 'source'>,
  model: Loose,
  { root, folder, use }: { root: string; folder: string; use: ComposeUse },
): Promise<{ field: string; message: string }[]> {
  const wanted = wantedIn(model);
  if (wanted.length === 0) return [];
  const labels = Object.fromEntries(wanted.map(({ variable }) => [variable, `\${${variable}+set}`]));
  const probe = JSON.stringify({ services: { [PROBE]: { image: PROBE, labels } } });
  await host.exec(writeFile(folder, root, `${PROBE}.yml`), { input: probe });
  const argv = resolveArgv(root, source, { ...use, files: [...use.files, `/${PROBE}.yml`] });
  const read = parseReading((await host.exec(argv)).stdout, root).model;
  const found = section(section(section(read?.services)[PROBE]).labels);
  return wanted.flatMap(({ field, variable }) =>
    found[variable] === ''
      ? [
          {
            field,
            message: sentences(
              `names the variable ${variable}, which nothing sets;`,
              `write ${variable}=… into the file of variables, or file: instead`,
            ),
          },
        ]
      : [],
  );
}
