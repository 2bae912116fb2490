/** What each role is called and what it is for, in the studio's languages; several screens say it. */
import type { Role } from '../../server/contract/people.ts';
import { dictionary } from '../ui/i18n.ts';

/** Written here as well, since the contract's own list would bring its schemas with it. */
export const ROLE_LIST = [
  'owner',
  'designer',
  'operator',
  'supervisor',
  'analyst',
] as const satisfies readonly Role[];

export const roleTexts = dictionary(
  {
    owner: 'owner',
    designer: 'designer',
    operator: 'operator',
    supervisor: 'supervisor',
    analyst: 'analyst',
    ownerDoes: 'Everything, people and secrets included.',
    designerDoes: 'Draws and publishes flows, keeps the brand.',
    operatorDoes: 'Answers conversations in the inbox.',
    supervisorDoes: 'Leads operators: queues, transfers, exports, the audit log.',
    analystDoes: 'Reads reports and flows; sees no conversation.',
  },
  {
    owner: 'propriétaire',
    designer: 'concepteur',
    operator: 'opérateur',
    supervisor: 'superviseur',
    analyst: 'analyste',
    ownerDoes: 'Tout, y compris les membres et les secrets.',
    designerDoes: 'Dessine et publie les parcours, tient la marque.',
    operatorDoes: 'Répond aux conversations dans la boîte.',
    supervisorDoes: 'Dirige les opérateurs : files, transferts, exports, journal.',
    analystDoes: 'Lit les rapports et les parcours ; ne voit aucune conversation.',
  },
);
