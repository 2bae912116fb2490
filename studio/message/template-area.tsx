/**
 * A text field in which {{values}} are marked, picked from a list after "{{", and formatted without knowing how that is
 * written. Knows one text in one language.
 */

import { Braces } from 'lucide-react';
import { Popover } from 'radix-ui';
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactNode,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { classNames } from '../ui/class-names.ts';
import type { Control } from '../ui/field.tsx';
import { useLocale } from '../ui/i18n.ts';
import { IconButton } from '../ui/icon-button.tsx';
import panel from '../ui/popover.module.css';
import { useEditing } from './editing.ts';
import { EmojiPicker } from './emoji-picker.tsx';
import { useMessageTexts } from './message-texts.ts';
import { NewVariable } from './new-variable.tsx';
import { OptionList, optionId, useOptions } from './option-list.tsx';
import picker from './picker.module.css';
import { Picker } from './picker.tsx';
import css from './template-area.module.css';
import { type Edited, expressionAt, insertValue, piecesOf, typedName } from './template-edit.ts';
import { ValueFormat } from './value-format.tsx';
import { useValueOptions, valueOptions } from './value-options.ts';

interface Props extends Partial<Control> {
  value: string;
  onChange: (value: string) => void;
  /** One line: what is pasted loses its line breaks. */
  single?: boolean;
  minRows?: number;
  /** The language what is typed is in. */
  lang?: string;
  placeholder?: string;
  emoji?: boolean;
  /** Names, addresses: in the type of code. */
  code?: boolean;
  'aria-label'?: string;
  /** Before the tools in the corner. */
  tools?: ReactNode;
  onBlur?: () => void;
}

export function TemplateArea(props: Props) {
  const {
    value,
    onChange,
    single,
    minRows = single ? 1 : 2,
    lang,
    placeholder,
    emoji,
    code,
    tools,
    onBlur,
    ...control
  } = props;
  const say = useMessageTexts();
  const studio = useLocale();
  const { variables, addVariable, readOnly, locales } = useEditing();
  const field = useRef<HTMLTextAreaElement>(null);
  const wanted = useRef<number>(undefined);
  const [caret, setCaret] = useState<{ from: number; to: number }>({ from: value.length, to: value.length });
  const [typing, setTyping] = useState<{ from: number; query: string }>();
  const [focused, setFocused] = useState(false);
  const list = useId();
  const options = useValueOptions(typing !== undefined);
  const { found, active, setActive, onKey } = useOptions(options, typing?.query ?? '');
  const offering = typing !== undefined && found.length > 0;

  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    field.current?.focus();
    field.current?.setSelectionRange(wanted.current, wanted.current);
    wanted.current = undefined;
  });

  const follow = (element: HTMLTextAreaElement, open: boolean) => {
    const { selectionStart: from, selectionEnd: to } = element;
    setCaret({ from, to });
    setTyping(open && from === to ? typedName(element.value, from) : undefined);
  };
  const put = (edited: Edited) => {
    wanted.current = edited.caret;
    setCaret({ from: edited.caret, to: edited.caret });
    setTyping(undefined);
    onChange(edited.text);
  };
  const insert = (text: string) =>
    put({ text: value.slice(0, caret.from) + text + value.slice(caret.to), caret: caret.from + text.length });
  const pickValue = (path: string) => put(insertValue(value, typing?.from ?? caret.from, caret.to, path));
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (typing && offering && onKey(event, (option) => pickValue(option.id))) {
      event.preventDefault();
    } else if (typing && event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      setTyping(undefined);
    } else if (single && event.key === 'Enter') {
      event.preventDefault();
    }
  };
  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const pasted = event.clipboardData.getData('text');
    if (!single || !/[\r\n]/.test(pasted)) return;
    event.preventDefault();
    insert(pasted.trim().replace(/\s*[\r\n]+\s*/g, ' '));
  };
  const isTaken = (name: string) => variables().some(({ path }) => path === name);
  const expression = focused ? expressionAt(value, caret.from) : undefined;
  const hasValues = locales.length > 0;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only listens; what it wraps has the roles.
    <div
      className={css.field}
      onFocus={() => setFocused(true)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setFocused(false);
      }}
    >
      <Popover.Root open={offering}>
        <Popover.Anchor asChild>
          <div
            className={classNames(css.box, code && css.code, readOnly && css.off)}
            data-invalid={control['aria-invalid']}
            data-tools={hasValues || emoji ? '' : undefined}
          >
            <div className={css.text}>
              <div className={css.mirror} aria-hidden dir="auto">
                {piecesOf(value).map((piece, n) =>
                  piece.value ? (
                    // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other identity.
                    <mark key={n} className={piece.broken ? css.broken : css.value}>
                      {piece.text}
                    </mark>
                  ) : (
                    // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other identity.
                    <span key={n}>{piece.text}</span>
                  ),
                )}
                {/* A line break at the end needs something behind it to be as high as in the field. */}
                {'\u200b'}
              </div>
              <textarea
                {...control}
                ref={field}
                className={css.area}
                style={{ minHeight: `calc(${minRows} * 1.5em + 14px)` }}
                rows={1}
                dir="auto"
                lang={lang || undefined}
                value={value}
                placeholder={placeholder}
                readOnly={readOnly}
                spellCheck={!code}
                aria-autocomplete={hasValues ? 'list' : undefined}
                aria-controls={offering ? list : undefined}
                aria-activedescendant={offering ? optionId(list, active) : undefined}
                onChange={(event) => {
                  const typed = single ? event.target.value.replace(/[\r\n]+/g, ' ') : event.target.value;
                  onChange(typed);
                  follow(event.target, hasValues);
                }}
                onSelect={(event) => follow(event.currentTarget, typing !== undefined)}
                onKeyDown={onKeyDown}
                onPaste={onPaste}
                onBlur={() => {
                  setTyping(undefined);
                  onBlur?.();
                }}
              />
            </div>
            {readOnly ? null : (
              <div className={css.tools}>
                {tools}
                {emoji ? <EmojiPicker onPick={insert} focusAfter={() => field.current?.focus()} /> : null}
                {hasValues ? (
                  <Picker
                    label={say('values')}
                    searchLabel={say('searchValues')}
                    empty={say('noValues')}
                    align="end"
                    width={320}
                    trigger={
                      <IconButton
                        label={say('insertValue')}
                        icon={<Braces size={14} aria-hidden />}
                        className={css.tool}
                      />
                    }
                    options={() => valueOptions(variables(), studio)}
                    onPick={(path) => insert(`{{${path}}}`)}
                    focusAfter={() => field.current?.focus()}
                    footer={
                      addVariable
                        ? (query, close) => (
                            <NewVariable
                              query={query}
                              isTaken={isTaken}
                              onCreate={(name, type) => {
                                close();
                                insert(`{{${addVariable(name, type)}}}`);
                              }}
                            />
                          )
                        : undefined
                    }
                  />
                ) : null}
              </div>
            )}
          </div>
        </Popover.Anchor>
        <Popover.Portal>
          <Popover.Content
            className={classNames(panel.panel, picker.panel)}
            style={{ width: 320 }}
            align="start"
            sideOffset={4}
            collisionPadding={8}
            aria-label={say('values')}
            onOpenAutoFocus={(event) => event.preventDefault()}
            onCloseAutoFocus={(event) => event.preventDefault()}
          >
            <OptionList
              id={list}
              label={say('values')}
              options={found}
              active={active}
              onActive={setActive}
              onPick={(option) => pickValue(option.id)}
              empty={say('noValues')}
            />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      {expression && 'path' in expression.head && !readOnly ? (
        <ValueFormat
          key={expression.at}
          text={value}
          lang={lang ?? ''}
          expression={expression}
          onChange={(edited) => {
            // The keyboard stays where the format is chosen.
            setCaret({ from: edited.caret, to: edited.caret });
            onChange(edited.text);
          }}
        />
      ) : null}
    </div>
  );
}
