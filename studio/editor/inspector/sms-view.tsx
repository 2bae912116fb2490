/** An SMS as a phone shows it, with its encoding, its parts and what was written plainer. Knows no step. */
import { plainer } from '../../../flows/sms/plainer.ts';
import { countSegments, septetsOf } from '../../../flows/sms/segments.ts';
import { Badge } from '../../ui/badge.tsx';
import { useInspectorTexts } from './inspector-texts.ts';
import css from './sms-view.module.css';

interface Props {
  text: string;
  /** As it was before signs were replaced. */
  written: string;
  changes: readonly { from: string; to: string }[];
  linked: boolean;
  lang: string;
}

/** More than this is dear for one message. */
const DEAR = 3;

export function SmsView({ text, changes, linked, lang }: Props) {
  const say = useInspectorTexts();
  if (text === '') return <p className={css.note}>{say('smsNothing')}</p>;
  const { encoding, segments, left } = countSegments(text);
  const odd = encoding === 'ucs2' ? oddSigns(text) : [];
  const instead = encoding === 'ucs2' ? countSegments(plainer(text, 'always').text).segments : segments;
  // One space for another is nothing to be seen.
  const seen = changes.filter(({ from, to }) => visible(from) !== visible(to));
  const kinds = [...new Map(seen.map(({ from, to }) => [`${from}→${to}`, { from, to }])).values()].slice(
    0,
    8,
  );
  return (
    <div className={css.view}>
      <p className={css.bubble} lang={lang} dir="auto">
        {text}
      </p>
      <p className={css.facts}>
        <Badge tone={segments > DEAR ? 'warn' : 'neutral'}>
          {segments === 1 ? say('smsOnePart') : say('smsParts', { count: segments })}
        </Badge>
        <span>{say(encoding)}</span>
        <span>{say('smsLeft', { count: left })}</span>
      </p>
      {odd.length > 0 ? (
        <p className={css.warning}>
          {say('smsOdd', { signs: odd.join(' ') })}
          {instead < segments ? ` (${say('smsDearer', { count: segments, instead })})` : ''}
        </p>
      ) : null}
      {kinds.length > 0 ? (
        <p className={css.note}>
          {say('smsChanged')}{' '}
          {kinds.map(({ from, to }) => (
            <span key={from + to} className={css.change}>
              <del>{visible(from)}</del> <ins>{visible(to)}</ins>
            </span>
          ))}
        </p>
      ) : null}
      {linked ? <p className={css.note}>{say('smsLink')}</p> : null}
    </div>
  );
}

function oddSigns(text: string): string[] {
  return [...new Set(text)].filter((sign) => septetsOf(sign.codePointAt(0) ?? 0) === 0).slice(0, 6);
}

/** A space that is another space would be seen as nothing. */
function visible(sign: string): string {
  if (sign === '') return '∅';
  return sign.trim() === '' ? '␣' : sign;
}
