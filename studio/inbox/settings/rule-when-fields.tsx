/** What sets a rule off, and what belongs to it: words, queues, a label, minutes, points. */
import { useState } from 'react';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Select } from '../../ui/select.tsx';
import { useQueues, useTeamNames } from '../use-team.ts';
import { useLabels } from '../use-work.ts';
import form from './form.module.css';
import { listText, readList } from './list-text.ts';
import css from './rule-dialog.module.css';
import { WHENS } from './rule-parts.ts';
import type { RuleBody } from './rule-requests.ts';
import { ruleTexts } from './rule-texts.ts';

type When = RuleBody['when'];

interface Props {
  when: When;
  onChange: (when: When) => void;
}

export function RuleWhenFields({ when, onChange }: Props) {
  const say = useTexts(ruleTexts);
  return (
    <div className={css.fields}>
      <Select
        aria-label={say('when')}
        value={when.on}
        options={(Object.keys(WHENS) as When['on'][]).map((on) => ({ value: on, label: say(on) }))}
        onChange={(on) => onChange(WHENS[on])}
      />
      <Details when={when} onChange={onChange} />
    </div>
  );
}

function Details({ when, onChange }: Props) {
  const say = useTexts(ruleTexts);
  const names = useTeamNames();
  const { data: queues = [] } = useQueues();
  const { data: labels = [] } = useLabels();
  switch (when.on) {
    case 'heard':
      return <WordsField words={when.text ?? []} onChange={(text) => onChange(heardWith(text))} />;
    case 'queued': {
      const chosen = when.queue ?? [];
      return (
        <fieldset className={form.checks}>
          <legend>{say('queues')}</legend>
          {queues.map(({ id }) => (
            <label key={id} className={form.check}>
              <input
                type="checkbox"
                checked={chosen.includes(id)}
                onChange={(event) => {
                  const next = event.target.checked
                    ? [...chosen, id]
                    : chosen.filter((other) => other !== id);
                  onChange({ on: 'queued', ...(next.length === 0 ? {} : { queue: next }) });
                }}
              />
              <bdi>{names.queue(id)}</bdi>
            </label>
          ))}
        </fieldset>
      );
    }
    case 'labelled':
      return (
        <Field label={say('label')} labelHidden>
          {(control) => (
            <Select
              {...control}
              value={when.label}
              options={[
                ...(when.label === '' ? [{ value: '', label: say('choose') }] : []),
                ...labels.map(({ name }) => ({ value: name, label: name })),
              ]}
              onChange={(label) => onChange({ on: 'labelled', label })}
            />
          )}
        </Field>
      );
    case 'unanswered':
      return (
        <Field label={say('minutes')} labelHidden help={say('minutesHelp')}>
          {(control) => (
            <NumberField
              {...control}
              value={when.minutes}
              min={1}
              max={10_080}
              step={5}
              unit={say('minutesUnit')}
              onChange={(minutes) => onChange({ on: 'unanswered', minutes: minutes ?? when.minutes })}
            />
          )}
        </Field>
      );
    case 'rated':
      return (
        <Field label={say('most')}>
          {(control) => (
            <Select
              {...control}
              value={String(when.most ?? 2)}
              options={['1', '2', '3', '4'].map((value) => ({ value, label: value }))}
              onChange={(most) => onChange({ on: 'rated', most: Number(most) })}
            />
          )}
        </Field>
      );
    default:
      return <span />;
  }
}

/** Kept as it is typed: a comma at the end begins the next word. */
function WordsField({ words, onChange }: { words: readonly string[]; onChange: (words: string[]) => void }) {
  const say = useTexts(ruleTexts);
  const [typed, setTyped] = useState(() => listText(words));
  return (
    <Field label={say('words')} labelHidden help={say('wordsHelp')}>
      {(control) => (
        <Input
          {...control}
          dir="auto"
          value={typed}
          maxLength={1000}
          placeholder={say('words')}
          onChange={(text) => {
            setTyped(text);
            onChange(readList(text).map((word) => word.slice(0, 80)));
          }}
        />
      )}
    </Field>
  );
}

function heardWith(text: readonly string[]): When {
  return { on: 'heard', ...(text.length === 0 ? {} : { text: text.slice(0, 30) }) };
}
