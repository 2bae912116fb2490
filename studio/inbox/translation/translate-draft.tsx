/** Turns what an operator has written into the customer's language, where they see it before they send it, with the way back. */
import { Languages } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { useLocale, useRegion, useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { toast } from '../../ui/toast.ts';
import { useInboxCommands } from '../use-inbox-commands.ts';
import { translationTexts } from './translation-texts.ts';
import { languageOf, translate, useTranslates, useTranslationProblem } from './use-translation.ts';

interface Props {
  row: Row;
  /** What is written. */
  text: string;
  onText: (text: string) => void;
}

export function TranslateDraft({ row, text, onText }: Props) {
  const say = useTexts(translationTexts);
  const region = useRegion();
  const mine = useLocale();
  const available = useTranslates();
  const problemText = useTranslationProblem();
  const [busy, setBusy] = useState(false);
  // As it is once the answer comes: what was written on meanwhile, or elsewhere, is left alone.
  const now = useRef({ conversation: row.id, text, onText });
  useEffect(() => {
    now.current = { conversation: row.id, text, onText };
  });
  useEffect(
    () => () => {
      now.current = { conversation: '', text: '', onText: () => undefined };
    },
    [],
  );
  const to = languageOf(row.locale);
  const offered = available && to !== mine;
  const language = new Intl.DisplayNames([region], { type: 'language' }).of(to) ?? to;

  const run = async () => {
    const before = text;
    if (busy || before.trim() === '') return;
    const change = (from: string, into: string) => {
      const { conversation, text: there, onText: put } = now.current;
      if (conversation !== row.id || there !== from) return false;
      put(into);
      return true;
    };
    setBusy(true);
    try {
      const translated = await translate(row.id, before, to);
      if (!change(before, translated.text)) return;
      toast({
        text: say('done', { language }),
        action: { label: say('undo'), run: () => change(translated.text, before) },
      });
    } catch (error) {
      toast({ tone: 'bad', text: problemText(error) });
    } finally {
      setBusy(false);
    }
  };
  const { icon } = useInboxCommands([
    offered && {
      id: 'inbox.translate',
      values: { language },
      when: !busy && text.trim() !== '',
      run: () => void run(),
    },
  ]);
  if (!offered) return null;
  return (
    <IconButton {...icon('inbox.translate')} icon={<Languages size={15} aria-hidden />} aria-busy={busy} />
  );
}
