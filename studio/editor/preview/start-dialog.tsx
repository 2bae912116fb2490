/** Begins the preview at a chosen step, with values for the flow's variables. */
import { useState } from 'react';
import type { Variable } from '../../../flows/flow.ts';
import { useDocument } from '../../document/store.ts';
import type { Values } from '../../phone/preview/session.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import { titleOf } from '../node-title.ts';
import { previewTexts } from './preview-texts.ts';
import css from './start-dialog.module.css';
import { runFrom, usePreview } from './use-preview.ts';

export function StartDialog({ onClose }: { onClose: () => void }) {
  const say = useTexts(previewTexts);
  const language = useLocale();
  const flow = useDocument((document) => document.flow);
  const selected = useDocument(({ selection }) => selection.find((id) => Object.hasOwn(flow.nodes, id)));
  const known = usePreview(({ state }) => state?.variables);
  const [node, setNode] = useState(selected ?? flow.start);
  const [typed, setTyped] = useState<Record<string, string>>(() =>
    Object.fromEntries(Object.entries(known ?? {}).map(([name, value]) => [name, written(value)])),
  );
  const begin = () => {
    const values: Values = {};
    for (const [name, { type }] of Object.entries(flow.variables)) {
      const value = readValue(typed[name] ?? '', type);
      if (value !== undefined) values[name] = value as Values[string];
    }
    void runFrom(node, values);
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={say('fromTitle')}
      description={say('fromText')}
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" onClick={begin}>
            {say('begin2')}
          </Button>
        </>
      }
    >
      <div className={css.fields}>
        <Field label={say('step')} className={css.wide}>
          {(control) => (
            <Select
              {...control}
              value={node}
              options={Object.keys(flow.nodes).map((id) => ({
                value: id,
                label: titleOf(flow, id, language),
              }))}
              onChange={setNode}
            />
          )}
        </Field>
        {Object.entries(flow.variables).map(([name, variable]) => (
          <Field key={name} label={variable.label || name}>
            {(control) => (
              <Input
                {...control}
                value={typed[name] ?? ''}
                placeholder={name}
                onChange={(value) => setTyped((before) => ({ ...before, [name]: value }))}
              />
            )}
          </Field>
        ))}
      </div>
    </Dialog>
  );
}

function written(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What was typed, as a value of that type; undefined where nothing was typed, which the server makes up. */
function readValue(text: string, type: Variable['type']): unknown {
  const said = text.trim();
  if (said === '') return undefined;
  if (type === 'number') {
    const number = Number(said.replace(',', '.'));
    return Number.isFinite(number) ? number : said;
  }
  if (type === 'boolean') return /^(?:true|yes|oui|vrai|1)$/i.test(said);
  if (type !== 'list' && type !== 'object' && type !== 'location' && type !== 'file') return said;
  try {
    return JSON.parse(said);
  } catch {
    return said;
  }
}
