/** The brand as a phone will show it, at each key: the header, a bubble, a card and chips in its colour. */
import { useState } from 'react';
import type { Entry, Platform } from '../phone/entry.ts';
import { Phone } from '../phone/phone.tsx';
import { useTexts } from '../ui/i18n.ts';
import { Segmented } from '../ui/segmented.tsx';
import type { BrandFields } from './brand-form.ts';
import css from './brand-preview.module.css';
import { brandTexts } from './brand-texts.ts';
import { readColor } from './contrast.ts';

/** What Google shows where a brand has no colour. */
const PLAIN = '#5f6368';

export function BrandPreview({ fields }: { fields: BrandFields }) {
  const say = useTexts(brandTexts);
  const [platform, setPlatform] = useState<Platform>('android');
  const [now] = useState(() => new Date().setHours(9, 41, 0, 0));
  const name = fields.name.trim() || say('name');
  const line = (id: string, from: Entry['from'], content: Entry['content']): Entry => ({
    id,
    from,
    via: 'rcs',
    at: now,
    state: 'read',
    content,
  });
  const entries: Entry[] = [
    line('hello', 'brand', { kind: 'text', text: say('previewText', { name }), suggestions: [] }),
    line('answer', 'person', { kind: 'text', text: say('previewAnswer'), suggestions: [] }),
    line('card', 'brand', {
      kind: 'text',
      text: `${say('previewCardTitle')}\n${say('previewCardText')}`,
      suggestions: [
        { kind: 'reply', label: say('previewOne'), data: 'one' },
        { kind: 'reply', label: say('previewTwo'), data: 'two' },
      ],
    }),
  ];
  return (
    <aside className={css.preview} aria-label={say('preview')}>
      <div className={css.head}>
        <h2>{say('preview')}</h2>
        <Segmented
          label={say('preview')}
          labelHidden
          value={platform}
          options={[
            { value: 'android', label: 'Android' },
            { value: 'ios', label: 'iOS' },
          ]}
          onChange={setPlatform}
        />
      </div>
      <div className={css.frame}>
        <div className={css.phone} inert>
          <Phone
            platform={platform}
            brand={{
              name,
              logo: fields.logo || undefined,
              colour: readColor(fields.color) ?? PLAIN,
              verified: true,
            }}
            entries={entries}
            typing={false}
            rcs
            online
            now={now}
            onSay={nothing}
            onRetry={nothing}
          />
        </div>
      </div>
    </aside>
  );
}

function nothing(): void {}
