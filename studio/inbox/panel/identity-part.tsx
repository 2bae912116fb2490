/** Who the customer is: what they said, what operators wrote down, since when. */
import { PencilLine, UsersRound } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Panel } from '../../../server/contract/inbox-work.ts';
import { Ago } from '../../ui/ago.tsx';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import type { InboxButtons } from '../use-inbox-commands.ts';
import css from './customer-panel.module.css';
import { panelTexts } from './panel-texts.ts';
import { Facts, Part } from './part.tsx';

interface Props {
  contact: Panel['contact'];
  /** Left out where nothing may be written down. */
  icon?: InboxButtons['icon'] | undefined;
}

export function IdentityPart({ contact, icon }: Props) {
  const say = useTexts(panelTexts);
  const region = useRegion();
  const day = (at: number) => new Intl.DateTimeFormat(region, { dateStyle: 'medium' }).format(at);
  const languages = new Intl.DisplayNames([region], { type: 'language' });
  const countries = new Intl.DisplayNames([region], { type: 'region' });
  return (
    <Part
      title={say('identity')}
      tool={
        icon ? (
          <span className={css.tools}>
            <IconButton {...icon('inbox.samePerson')} icon={<UsersRound size={14} aria-hidden />} />
            <IconButton {...icon('inbox.contact')} icon={<PencilLine size={14} aria-hidden />} />
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
