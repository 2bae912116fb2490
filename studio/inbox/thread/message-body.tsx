/** What a message says, drawn as phones draw it but still: its buttons are told, not offered. */
import { Check, ExternalLink, MapPin, Pointer } from 'lucide-react';
import { useState } from 'react';
import type { MessageLine } from '../../../server/contract/inbox-live.ts';
import type { Entry } from '../../phone/entry.ts';
import { EntryContent } from '../../phone/entry-content.tsx';
import { safeUrl } from '../../phone/safe-url.ts';
import { classNames } from '../../ui/class-names.ts';
import { useTexts } from '../../ui/i18n.ts';
import { type OfferedButton, saidIn } from './line-content.ts';
import css from './message-body.module.css';
import { threadTexts } from './thread-texts.ts';

/** More than this of one message is shown on demand only. */
const LONG = 2500;

export function MessageBody({
  line,
  tapped,
}: {
  line: MessageLine;
  tapped: ReadonlySet<string> | undefined;
}) {
  const say = useTexts(threadTexts);
  const [whole, setWhole] = useState(false);
  const said = saidIn(line);
  if (said.kind === 'tap') {
    return (
      <p className={css.tap}>
        <Pointer size={13} aria-hidden />
        <span className="visually-hidden">{say('tapped')}: </span>
        <bdi>{said.label ?? say('unknownTap')}</bdi>
      </p>
    );
  }
  let { content } = said;
  const long = content.kind === 'text' && content.text.length > LONG;
  if (content.kind === 'text' && long && !whole)
    content = { ...content, text: `${content.text.slice(0, LONG)}…` };
  if (content.kind === 'text' && content.text.trim() === '') {
    return <p className={css.nothing}>{say('empty')}</p>;
  }
  const entry: Entry = {
    id: line.id,
    from: line.direction === 'in' ? 'person' : 'brand',
    via: line.channel === 'sms' ? 'sms' : 'rcs',
    at: line.at,
    state: 'sent',
    content,
  };
  return (
    <>
      <EntryContent entry={entry} />
      {long ? (
        <button type="button" className={css.all} aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {say(whole ? 'showLess' : 'showAll')}
        </button>
      ) : null}
      {content.kind === 'location' ? (
        <a
          className={css.map}
          href={`https://www.openstreetmap.org/?mlat=${content.latitude}&mlon=${content.longitude}#map=16/${content.latitude}/${content.longitude}`}
          target="_blank"
          rel="noopener noreferrer"
        >
          <MapPin size={13} aria-hidden />
          {say('openMap')}
        </a>
      ) : null}
      {said.buttons.length > 0 ? <Buttons buttons={said.buttons} tapped={tapped} /> : null}
    </>
  );
}

function Buttons({
  buttons,
  tapped,
}: {
  buttons: readonly OfferedButton[];
  tapped: ReadonlySet<string> | undefined;
}) {
  const say = useTexts(threadTexts);
  return (
    <ul className={css.buttons} aria-label={say('offered')}>
      {buttons.map(({ label, data, url, card }, place) => {
        const was = data !== undefined && tapped?.has(data) === true;
        const target = url === undefined ? undefined : safeUrl(url, location.href);
        const words = (
          <>
            {card ? <bdi className={css.ofCard}>{card}: </bdi> : null}
            <bdi>{label}</bdi>
          </>
        );
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a message's buttons never change order, and two may be alike.
          <li key={place} className={classNames(css.button, was && css.was)}>
            {was ? <Check size={12} aria-hidden /> : null}
            {target ? (
              <a href={target.href} target="_blank" rel="noopener noreferrer">
                {words}
                <ExternalLink size={11} aria-hidden />
              </a>
            ) : (
              words
            )}
            {was ? <span className="visually-hidden"> ({say('wasTapped')})</span> : null}
          </li>
        );
      })}
    </ul>
  );
}
