/** What who reads the plan of a move has to know, and to do by hand. Pure. */
import { sentences } from '../../lib/sentences';
import type { MoveFacts } from './facts';

export function warningsOf(facts: MoveFacts): string[] {
  const { way, app, to } = facts;
  if (way === 'confirm')
    return [
      sentences(
        `Afterwards nothing brings ${app.name} back to ${to.name} but another move.`,
        `Its folder ${app.directory} and its volumes there are yours to remove.`,
      ),
    ];
  return [...traffic(facts), ...pages(facts), ...(way === 'back' ? lost(facts) : left(facts))];
}

function traffic({ app, from, to, cloudflare, names }: MoveFacts): string[] {
  if (cloudflare)
    return to.cloudflare
      ? []
      : [
          sentences(
            `${to.name} has no tunnel in the fleet file (hosts.${to.name}.cloudflare):`,
            `what ${app.name} has at Cloudflare on ${from.name} goes, and nothing takes its place.`,
          ),
        ];
  if (names.length === 0) return [`roost switches no traffic of ${app.name}: let it lead to ${to.name}.`];
  return [
    sentences(
      `roost switches no traffic of ${app.name}:`,
      `once the run is over, let ${names.join(', ')} lead to ${to.addresses[0]} (${to.name}).`,
    ),
  ];
}

const pages = ({ app, from, to }: MoveFacts): string[] =>
  [from, to].flatMap((host) =>
    host.proxy
      ? []
      : [
          sentences(
            `${host.name} has no proxy in the fleet file:`,
            `who reaches ${app.name} there meets no maintenance page.`,
          ),
        ],
  );

const lost = ({ app, from, to, cameAt }: MoveFacts): string[] => [
  sentences(
    `${app.name} returns to the data that lie on ${to.name}:`,
    `what was written on ${from.name} since ${day(cameAt ?? '')} stays there, and is not brought along.`,
    `\`roost move ${app.name} --to ${to.name}\` brings it along.`,
  ),
];

function left({
  app,
  from,
  to,
  changedByHand,
  hold,
  script,
  neighbours,
  there,
  personFlag,
}: MoveFacts): string[] {
  const warnings: string[] = [];
  if (script)
    warnings.push(
      `The backup script of ${app.name} is not run: what is moved is what apps.${app.name}.data names.`,
    );
  if (changedByHand.length > 0)
    warnings.push(
      sentences(
        `Changed by hand on ${from.name}, and not moved:`,
        `${changedByHand.slice(0, 5).join(', ')}${changedByHand.length > 5 ? ', …' : ''}.`,
      ),
    );
  if (hold)
    warnings.push(`${app.name} is on hold after a rollback; the hold is not moved: the next push deploys.`);
  if (neighbours.length > 0)
    warnings.push(
      `${neighbours.join(', ')} stays on ${from.name}, and needs ${app.name} or is needed by it.`,
    );
  if (there.away !== null)
    warnings.push(`${to.name} has data of ${app.name} from a move before: they are kept beside.`);
  if (personFlag) warnings.push(`The maintenance page ${personFlag} of a person stays on at ${from.name}.`);
  return warnings;
}

const day = (time: string): string => time.slice(0, 16).replace('T', ' ');
