/** The numbers of one person, each with what holds for it and whose word that was, its conversation, and the way apart. */
import { useQueryClient } from '@tanstack/react-query';
import { Unlink } from 'lucide-react';
import { useState } from 'react';
import type { Panel } from '../../../server/contract/inbox-work.ts';
import { Ago } from '../../ui/ago.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Link } from '../../ui/router.tsx';
import { PANELS_KEY } from '../conversation/use-panel.ts';
import { useAct } from '../use-act.ts';
import { useInboxCommands } from '../use-inbox-commands.ts';
import { listPhones } from './list-phones.ts';
import css from './numbers-part.module.css';
import { partPerson } from './person-requests.ts';
import { personTexts } from './person-texts.ts';

interface Props {
  /** The one whose conversation is open first. */
  numbers: Panel['numbers'];
  mayPart: boolean;
}

export function NumbersPart({ numbers, mayPart }: Props) {
  const say = useTexts(personTexts);
  const region = useRegion();
  const client = useQueryClient();
  const { run, busy } = useAct();
  const [parting, setParting] = useState<Panel['numbers'][number]>();
  const part = async ({ conversation, phone }: Panel['numbers'][number]) => {
    const done = await run(() => partPerson(conversation), say('parted', { phone }));
    void client.invalidateQueries({ queryKey: PANELS_KEY });
    if (done) setParting(undefined);
  };
  const { icon } = useInboxCommands(
    mayPart
      ? numbers.map((one) => ({
          id: 'inbox.part',
          of: one.phone,
          values: { phone: one.phone },
          run: () => setParting(one),
        }))
      : [],
  );
  /** Why it gets no messages. */
  const reason = ({ phone, suppressedBy, suppressedSince }: Panel['numbers'][number]) => {
    const phones = listPhones(
      suppressedBy.filter((one) => one !== phone),
      region,
    );
    if (!suppressedBy.includes(phone)) return phones === '' ? undefined : say('from', { phones });
    if (suppressedSince === undefined) return undefined;
    const day = new Intl.DateTimeFormat(region, { dateStyle: 'medium' }).format(suppressedSince);
    return phones === '' ? say('itself', { day }) : say('itselfAnd', { day, phones });
  };
  return (
    <>
      <ul className={css.list}>
        {numbers.map((one, place) => (
          <li key={one.phone} className={css.number}>
            <div className={css.words}>
              <span className={css.head}>
                {place === 0 ? (
                  <span dir="ltr">{one.phone}</span>
                ) : (
                  <Link
                    href={`/inbox/${one.conversation}`}
                    aria-label={say('open', { phone: one.phone })}
                    dir="ltr"
                  >
                    {one.phone}
                  </Link>
                )}
                <span className={css.soft}>
                  {place === 0 ? say('here') : one.heardAt === undefined ? null : <Ago at={one.heardAt} />}
                </span>
              </span>
              <span className={css.badges}>
                {one.suppressed ? <Badge tone="bad">{say('noMessages')}</Badge> : null}
                {one.blocked ? <Badge tone="bad">{say('blocked')}</Badge> : null}
                {one.suppressed ? null : (
                  <Badge tone={one.marketing ? 'good' : 'neutral'}>
                    {say(one.marketing ? 'promotion' : 'noPromotion')}
                  </Badge>
                )}
              </span>
              {one.suppressed ? <span className={css.soft}>{reason(one)}</span> : null}
            </div>
            {mayPart ? (
              <IconButton {...icon('inbox.part', one.phone)} icon={<Unlink size={14} aria-hidden />} />
            ) : null}
          </li>
        ))}
      </ul>
      {parting ? (
        <Confirm
          open
          onOpenChange={() => setParting(undefined)}
          title={say('partTitle', { phone: parting.phone })}
          text={say('partText')}
          confirm={say('partDo')}
          busy={busy}
          onConfirm={() => void part(parting)}
        />
      ) : null}
    </>
  );
}
