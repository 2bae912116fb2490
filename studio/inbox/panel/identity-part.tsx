/** Who the customer is: what they said, what operators wrote down, since when. */
import { PencilLine, UsersRound } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Panel } from '../../../server/contract/inbox-work.ts';
import { Ago } from '../../ui/ago.tsx';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import css from './customer-panel.module.css';
import { panelTexts } from './panel-texts.ts';
import { Facts, Part } from './part.tsx';
import { personTexts } from './person-texts.ts';

interface Props {
  contact: Panel['contact'];
  /** Left out where nothing may be written down. */
  onSame?: (() => void) | undefined;
  onEdit?: (() => void) | undefined;
}

export function IdentityPart({ contact, onSame, onEdit }: Props) {
  const say = useTexts(panelTexts);
  const sayPerson = useTexts(personTexts);
  const region = useRegion();
  const day = (at: number) => new Intl.DateTimeFormat(region, { dateStyle: 'medium' }).format(at);
  const languages = new Intl.DisplayNames([region], { type: 'language' });
  const countries = new Intl.DisplayNames([region], { type: 'region' });
  return (
    <Part
      title={say('identity')}
      tool={
        onSame && onEdit ? (
          <span className={css.tools}>
            <IconButton
              label={sayPerson('samePerson')}
              icon={<UsersRound size={14} aria-hidden />}
              onClick={onSame}
            />
            <IconButton label={say('edit')} icon={<PencilLine size={14} aria-hidden />} onClick={onEdit} />
          </span>
        ) : null
      }
    >
      <Facts
        facts={[
          [say('name'), contact.name],
          [
            say('phone'),
            <span key="phone" dir="ltr">
              {contact.phone}
            </span>,
          ],
          [say('email'), contact.email],
          [say('language'), languages.of(contact.locale) ?? contact.locale],
          [say('country'), contact.country ? (countries.of(contact.country) ?? contact.country) : undefined],
          ...Object.entries(contact.fields).map(([name, value]): [string, ReactNode] => [name, value]),
          [say('since'), day(contact.since)],
          [
            say('heard'),
            contact.heardAt === undefined ? undefined : <Ago key="heard" at={contact.heardAt} />,
          ],
        ]}
      />
    </Part>
  );
}
