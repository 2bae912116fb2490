/** One thing a step says, over RCS and by SMS beside it. */

import { useState } from 'react';
import type { Node } from '../../../flows/nodes/registry.ts';
import type { Utterance } from '../../../flows/nodes/shape.ts';
import { describeSms } from '../../../flows/sms/describe.ts';
import { useDocument } from '../../document/store.ts';
import { Composer } from '../../message/composer.tsx';
import { useEditing } from '../../message/editing.ts';
import { part, type Slot } from '../../message/slot.ts';
import { Badge } from '../../ui/badge.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useInspectorTexts } from './inspector-texts.ts';
import { useSmsSettings } from './sms-settings.ts';
import { SmsTab } from './sms-tab.tsx';
import css from './utterance-editor.module.css';

interface Props {
  node: Node;
  place: string;
  slot: Slot<Utterance>;
  label: string;
}

export function UtteranceEditor({ node, place, slot, label }: Props) {
  const say = useInspectorTexts();
  const [tab, setTab] = useState<'rcs' | 'sms'>('rcs');
  return (
    <div className={css.utterance}>
      <Tabs
        label={label}
        value={tab}
        onChange={setTab}
        tabs={[
          {
            id: 'rcs',
            label: say('rcs'),
            content: (
              <div className={css.panel}>
                <Composer slot={part(slot, 'message')} label={label} />
              </div>
            ),
          },
          {
            id: 'sms',
            label: say('sms'),
            badge: <SmsMark node={node} place={place} slot={slot} />,
            content: (
              <div className={css.panel}>
                <SmsTab node={node} place={place} slot={slot} />
              </div>
            ),
          },
        ]}
      />
    </div>
  );
}

/** How many parts it takes, or that the own wording may be outdated. */
function SmsMark({ node, place, slot }: Omit<Props, 'label'>) {
  const say = useInspectorTexts();
  const { shown, outdated } = useEditing();
  const flow = useDocument((state) => state.flow);
  const settings = useSmsSettings();
  const isStale =
    slot.value.sms !== undefined && shown.some((locale) => outdated?.(`${slot.at}.sms`, locale));
  if (isStale) return <Badge tone="warn">{say('smsStale')}</Badge>;
  const most = Math.max(
    0,
    ...shown.map(
      (locale) => describeSms(flow, node, locale, settings).find(({ at }) => at === place)?.segments ?? 0,
    ),
  );
  if (most === 0) return null;
  return <Badge tone={most > 3 ? 'warn' : 'neutral'}>{String(most)}</Badge>;
}
