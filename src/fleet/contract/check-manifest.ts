import type { AppConfig } from '../file/app/types';
import type { AppManifest, ContractProblem } from './types';

/** Where `app.json` and the fleet file differ, one of them is another app's. */
export function checkManifest(app: AppConfig, { name, sgos }: AppManifest): ContractProblem[] {
  const problems: ContractProblem[] = [];
  const add = (field: string, message: string) => problems.push({ file: 'app.json', field, message });
  if (name !== `sgos-${app.name}`)
    add('name', `should be sgos-${app.name}, as the fleet file calls the app; it is ${name}`);
  if (app.domain !== undefined && sgos.domain !== undefined && sgos.domain !== app.domain) {
    add('sgos.domain', `should be ${app.domain}, as in the fleet file; it is ${sgos.domain}`);
  }
  return problems;
}
