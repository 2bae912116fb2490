/** What types of variables are called. Knows no variable. */
import type { Variable } from '../../flows/flow.ts';
import { dictionary, type Locale } from '../ui/i18n.ts';

type Type = Variable['type'];

const names = dictionary(
  {
    text: 'Text',
    number: 'Number',
    boolean: 'Yes or no',
    date: 'Date',
    time: 'Time of day',
    datetime: 'Date and time',
    location: 'Place',
    file: 'File',
    list: 'List',
    object: 'Several values',
  },
  {
    text: 'Texte',
    number: 'Nombre',
    boolean: 'Oui ou non',
    date: 'Date',
    time: 'Heure',
    datetime: 'Date et heure',
    location: 'Lieu',
    file: 'Fichier',
    list: 'Liste',
    object: 'Plusieurs valeurs',
  },
);

export const VARIABLE_TYPES = Object.keys(names.en) as Type[];

export function variableTypeName(type: Type, locale: Locale): string {
  return names[locale][type];
}
