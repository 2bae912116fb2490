/** A rule as one sentence to fill in: when, and, then; and what it would have done, before it is saved. */
import { useState } from 'react';
import type { RuleItem } from '../../../server/contract/inbox-rules.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Switch } from '../../ui/switch.tsx';
import { FilterPanel } from '../list/filter-panel.tsx';
import { useAct } from '../use-act.ts';
import form from './form.module.css';
import css from './rule-dialog.module.css';
import { isWholeStep } from './rule-parts.ts';
import { bodyOf, createRule, type RuleBody, saveRule } from './rule-requests.ts';
import { RuleSteps } from './rule-steps.tsx';
import { ruleTexts } from './rule-texts.ts';
import { RuleTrial } from './rule-trial.tsx';
import { RuleWhenFields } from './rule-when-fields.tsx';
import { settingsTexts } from './settings-texts.ts';
import { useRuleWords } from './use-rule-words.ts';

interface Props {
  rule: RuleItem | undefined;
  onSaved: () => void;
  onClose: () => void;
}

export function RuleDialog({ rule, onSaved, onClose }: Props) {
  const say = useTexts(ruleTexts);
  const settings = useTexts(settingsTexts);
  const words = useRuleWords();
  const { run, busy } = useAct();
  const [body, setBody] = useState<RuleBody>(() =>
    rule ? bodyOf(rule) : { name: '', when: { on: 'heard' }, and: {}, steps: [] },
  );
  const [filtering, setFiltering] = useState(false);
  const [tried, setTried] = useState(false);
  const put = (part: Partial<RuleBody>) => setBody((before) => ({ ...before, ...part }));
  const { name, when, and = {}, steps, last = false } = body;
  const hasLabel = when.on !== 'labelled' || when.label.trim() !== '';
  const hasSteps = steps.length > 0 && steps.every(isWholeStep);
  const such = words.conditions(and);
  const save = async () => {
    setTried(true);
    if (name.trim() === '' || !hasLabel || !hasSteps) return;
    const whole = { ...body, name: name.trim() };
    if (!(await run(() => (rule ? saveRule(rule.id, whole) : createRule(whole)), settings('saved')))) return;
    onSaved();
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={say('title')}
      size="l"
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {settings('cancel')}
          </Button>
          <Button size="m" look="primary" disabled={busy} onClick={() => void save()}>
            {settings('save')}
          </Button>
        </>
      }
    >
      <div className={form.form}>
        <Field
          label={settings('name')}
          required
          error={tried && name.trim() === '' ? settings('needsName') : undefined}
        >
          {(control) => (
            <Input {...control} value={name} maxLength={60} onChange={(typed) => put({ name: typed })} />
          )}
        </Field>
        <fieldset className={css.part}>
          <legend>{say('when')}</legend>
          <RuleWhenFields when={when} onChange={(next) => put({ when: next })} />
          {tried && !hasLabel ? (
            <p className={form.error} role="alert">
              {say('needsWhen')}
            </p>
          ) : null}
        </fieldset>
        <fieldset className={css.part}>
          <legend>{say('and')}</legend>
          <div className={css.such}>
            <p className={css.words}>
              {such.length === 0 ? say('everyConversation') : null}
              {such.map((one) => (
                <bdi key={one} className={css.chip}>
                  {one}
                </bdi>
              ))}
            </p>
            {such.length > 0 ? (
              <Button size="s" look="quiet" onClick={() => put({ and: {} })}>
                {say('noConditions')}
              </Button>
            ) : null}
            <Button size="s" aria-expanded={filtering} onClick={() => setFiltering(!filtering)}>
              {say('changeConditions')}
            </Button>
          </div>
          {filtering ? (
            <div className={css.filter}>
              <FilterPanel filter={and} impersonal onChange={(next) => put({ and: next })} />
            </div>
          ) : null}
        </fieldset>
        <RuleSteps steps={steps} onChange={(next) => put({ steps: next })} faulty={tried && !hasSteps} />
        <Switch
          label={say('last')}
          hint={say('lastHint')}
          checked={last}
          onChange={(on) => put({ last: on })}
        />
        <RuleTrial
          rule={{ ...body, name: name.trim() || say('title') }}
          ready={hasLabel && hasSteps}
          onUnready={() => setTried(true)}
        />
      </div>
    </Dialog>
  );
}
