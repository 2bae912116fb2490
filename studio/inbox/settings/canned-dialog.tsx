/** Writes a canned reply: its shortcut, its words in each language, its own words for SMS. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Message } from '../../../flows/message.ts';
import type { Canned } from '../../../server/contract/inbox-work.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import form from '../dialog-form.module.css';
import { useAct } from '../use-act.ts';
import { CANNED_KEY } from '../use-work.ts';
import { type CannedBody, createCanned, saveCanned } from '../work-requests.ts';
import { settingsTexts } from './settings-texts.ts';

interface Props {
  /** The one that is changed. */
  canned?: Canned;
  /** A new one begins with this text, in this language. */
  text?: string;
  locale?: string;
  onClose: () => void;
}

interface Wording {
  /** What it was before: anything but a plain text keeps all but its words. */
  message: Message | undefined;
  text: string;
  sms: string;
}

const LOCALES = ['en', 'fr'];

export function CannedDialog({ canned, text = '', locale = 'en', onClose }: Props) {
  const say = useTexts(settingsTexts);
  const region = useRegion();
  const client = useQueryClient();
  const mayShare = useMay('canned.write');
  const { run, busy } = useAct();
  const [title, setTitle] = useState(canned?.title ?? firstWords(text));
  const [shortcut, setShortcut] = useState(canned?.shortcut ?? '');
  const [shared, setShared] = useState(canned?.shared ?? mayShare);
  const locales = [...new Set([...LOCALES, ...(canned ? Object.keys(canned.texts) : [locale])])];
  const [wordings, setWordings] = useState<Record<string, Wording>>(() =>
    Object.fromEntries(
      locales.map((one) => {
        const known = canned?.texts[one];
        const fresh = canned === undefined && one === locale ? text : '';
        return [
          one,
          { message: known?.message, text: wordsOf(known?.message) ?? fresh, sms: known?.sms ?? '' },
        ];
      }),
    ),
  );
  const [tried, setTried] = useState(false);
  const names = new Intl.DisplayNames([region], { type: 'language' });
  const put = (one: string, part: Partial<Wording>) =>
    setWordings((all) => {
      const before = all[one];
      return before ? { ...all, [one]: { ...before, ...part } } : all;
    });
  const isShortcut = /^[a-z0-9][a-z0-9-]{0,29}$/.test(shortcut);
  const texts: CannedBody['texts'] = Object.fromEntries(
    Object.entries(wordings).flatMap(([one, { message, text: words, sms }]) => {
      const next = messageWith(message, words);
      return next ? [[one, { message: next, ...(sms.trim() === '' ? {} : { sms }) }]] : [];
    }),
  );
  const hasText = Object.keys(texts).length > 0;
  const save = async () => {
    setTried(true);
    if (title.trim() === '' || !isShortcut || !hasText) return;
    const body = { title: title.trim(), shortcut, shared, texts };
    const done = await run(() => (canned ? saveCanned(canned.id, body) : createCanned(body)), say('saved'));
    if (!done) return;
    void client.invalidateQueries({ queryKey: CANNED_KEY });
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={say('cannedTitle')}
      description={say('cannedText')}
      size="m"
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" disabled={busy} onClick={() => void save()}>
            {say('save')}
          </Button>
        </>
      }
    >
      <div className={form.form}>
        <Field
          label={say('name')}
          required
          error={tried && title.trim() === '' ? say('needsName') : undefined}
        >
          {(control) => <Input {...control} value={title} maxLength={80} onChange={setTitle} />}
        </Field>
        <Field
          label={say('shortcut')}
          required
          help={say('shortcutHelp')}
          error={tried && !isShortcut ? say('shortcutBad') : undefined}
        >
          {(control) => (
            <Input
              {...control}
              value={shortcut}
              maxLength={30}
              before="/"
              onChange={(typed) => setShortcut(typed.toLowerCase().replace(/\s+/g, '-'))}
            />
          )}
        </Field>
        {locales.map((one) => {
          const wording = wordings[one];
          if (!wording) return null;
          const isRich = wording.message !== undefined && wording.message.kind !== 'text';
          return (
            <div key={one} className={form.form}>
              <Field
                label={say('reply', { language: names.of(one) ?? one })}
                help={isRich ? say('rich') : undefined}
                error={tried && !hasText && one === locales[0] ? say('needsText') : undefined}
              >
                {(control) => (
                  <TextArea
                    {...control}
                    lang={one}
                    dir="auto"
                    value={wording.text}
                    maxLength={3000}
                    minRows={3}
                    onChange={(typed) => put(one, { text: typed })}
                  />
                )}
              </Field>
              {wording.text.trim() === '' && wording.sms === '' ? null : (
                <Field label={say('sms')} help={say('smsHelp')}>
                  {(control) => (
                    <TextArea
                      {...control}
                      lang={one}
                      dir="auto"
                      value={wording.sms}
                      maxLength={1600}
                      minRows={1}
                      onChange={(typed) => put(one, { sms: typed })}
                    />
                  )}
                </Field>
              )}
            </div>
          );
        })}
        {mayShare ? (
          <Switch label={say('shared')} hint={say('sharedHint')} checked={shared} onChange={setShared} />
        ) : null}
      </div>
    </Dialog>
  );
}

function wordsOf(message: Message | undefined): string | undefined {
  switch (message?.kind) {
    case undefined:
      return undefined;
    case 'text':
      return message.text;
    case 'media':
      return message.alt ?? '';
    case 'card':
      return message.card.description ?? message.card.title ?? '';
    case 'carousel':
      return message.cards[0]?.title ?? '';
  }
}

/** The message with these words; undefined for a text without any. */
function messageWith(message: Message | undefined, words: string): Message | undefined {
  const text = words.trim();
  if (message === undefined || message.kind === 'text') {
    return text === '' ? undefined : { kind: 'text', text, suggestions: message?.suggestions ?? [] };
  }
  if (message.kind === 'media') return { ...message, ...(text === '' ? {} : { alt: text }) };
  if (message.kind === 'carousel') {
    const [first, ...others] = message.cards;
    return first ? { ...message, cards: [{ ...first, title: text }, ...others] } : message;
  }
  const { card } = message;
  const part = card.description === undefined ? { title: text } : { description: text };
  return { ...message, card: { ...card, ...part } };
}

function firstWords(text: string): string {
  return text.trim().split(/\s+/).slice(0, 6).join(' ').slice(0, 80);
}
