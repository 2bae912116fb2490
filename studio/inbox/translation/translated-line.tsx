/** What a customer said in the reader's language, beneath their own words and never in their place; on demand. */
import { useQuery } from '@tanstack/react-query';
import { Languages } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { useLocale, useRegion, useTexts } from '../../ui/i18n.ts';
import css from './translated-line.module.css';
import { translationTexts } from './translation-texts.ts';
import { languageOf, translate, useTranslates, useTranslationProblem } from './use-translation.ts';

interface Props {
  conversation: string;
  /** Of the message. */
  id: string;
  text: string;
  /** As far as it is known. */
  locale: string;
}

export function TranslatedLine({ conversation, id, text, locale }: Props) {
  const say = useTexts(translationTexts);
  const to = useLocale();
  const region = useRegion();
  const available = useTranslates();
  const problemText = useTranslationProblem();
  const [shown, setShown] = useState(false);
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['inbox', 'translated', id, to],
    queryFn: ({ signal }) => translate(conversation, text, to, signal),
    enabled: shown,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (!available || languageOf(locale) === to || text === '') return null;
  const name = (language: string) => new Intl.DisplayNames([region], { type: 'language' }).of(language);
  if (!shown) {
    return (
      <Button
        look="quiet"
        size="s"
        className={css.ask}
        data-command="inbox.line.translate"
        onClick={() => setShown(true)}
      >
        <Languages size={13} aria-hidden />
        {say('translate')}
      </Button>
    );
  }
  return (
    <div className={css.box} aria-busy={isFetching}>
      {data ? (
        data.from === to ? (
          <p className={css.note} role="status">
            {say('same', { language: name(to) ?? to })}
          </p>
        ) : (
          <>
            <p className={css.note}>
              {data.from === undefined
                ? say('unknown')
                : say('from', { language: name(data.from) ?? data.from })}
            </p>
            <p className={css.text} dir="auto" lang={to}>
              {data.text}
            </p>
          </>
        )
      ) : isFetching ? (
        <p className={css.note} role="status">
          {say('translating')}
        </p>
      ) : error ? (
        <p className={css.fault} role="alert">
          {problemText(error)}
        </p>
      ) : null}
      {error && !isFetching ? (
        <Button
          look="quiet"
          size="s"
          className={css.ask}
          data-command="inbox.line.translate"
          onClick={() => void refetch()}
        >
          {say('translate')}
        </Button>
      ) : data ? (
        <Button
          look="quiet"
          size="s"
          className={css.ask}
          data-command="inbox.line.translate"
          onClick={() => setShown(false)}
        >
          {say('hide')}
        </Button>
      ) : null}
    </div>
  );
}
