/** What each message of the flow takes as an SMS, in parts, by language; the dearest first. Mends nothing. */
import { useDeferredValue, useMemo, useState } from 'react';
import type { Flow } from '../../../flows/flow.ts';
import { describeSms, smsPolicyOf } from '../../../flows/sms/describe.ts';
import { useDocument } from '../../document/store.ts';
import { Button } from '../../ui/button.tsx';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { focusNode } from '../focus.ts';
import { titleOf } from '../node-title.ts';
import { shortened } from '../words.ts';
import { problemTexts } from './problem-texts.ts';
import css from './sms-costs.module.css';

const PAGE = 100;
const LETTERS = 90;
/** From so many parts on it is said in colour, too. */
const MANY = 4;

interface Cost {
  key: string;
  node: string;
  sms: string;
  /** By language. */
  parts: Record<string, { segments: number; wide: boolean }>;
  most: number;
}

export function SmsCosts() {
  const say = useTexts(problemTexts);
  const reader = useLocale();
  const flow = useDeferredValue(useDocument((state) => state.flow));
  const costs = useMemo(() => costsOf(flow), [flow]);
  const [shown, setShown] = useState(PAGE);
  if (costs.length === 0) return <p className={css.about}>{say('smsNone')}</p>;
  const total = costs.reduce((sum, { most }) => sum + most, 0);
  return (
    <>
      <p className={css.about}>
        {costs.length === 1
          ? say('smsAboutOne', { parts: total })
          : say('smsAbout', { n: costs.length, parts: total, most: costs[0]?.most ?? 0 })}
      </p>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{say('step')}</th>
            <th scope="col">{say('asSms')}</th>
            {flow.locales.map((locale) => (
              <th key={locale} scope="col" className={css.number} lang={locale}>
                {say('partsIn', { locale: locale.toUpperCase() })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {costs.slice(0, shown).map(({ key, node, sms, parts }) => (
            <tr key={key}>
              <th scope="row">
                <button type="button" className={css.step} dir="auto" onClick={() => focusNode(node)}>
                  {titleOf(flow, node, reader)}
                </button>
              </th>
              <td className={css.sms} dir="auto" title={sms}>
                {shortened(sms, LETTERS)}
              </td>
              {flow.locales.map((locale) => {
                const cost = parts[locale];
                return (
                  <td key={locale} className={css.number} data-many={(cost?.segments ?? 0) >= MANY}>
                    {cost?.segments ?? '–'}
                    {cost?.wide ? (
                      <span className={css.wide} title={say('wide')}>
                        <span aria-hidden>*</span>
                        <span className="visually-hidden">{say('wide')}</span>
                      </span>
                    ) : null}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {costs.some(({ parts }) => Object.values(parts).some(({ wide }) => wide)) ? (
        <p className={css.about}>* {say('wide')}</p>
      ) : null}
      {costs.length > shown ? (
        <Button size="s" className={css.more} onClick={() => setShown(shown + PAGE)}>
          {say('more', { n: Math.min(PAGE, costs.length - shown) })}
        </Button>
      ) : null}
    </>
  );
}

function costsOf(flow: Flow): Cost[] {
  const costs = new Map<string, Cost>();
  for (const [node, value] of Object.entries(flow.nodes)) {
    if (smsPolicyOf(flow, value) === 'never') continue;
    for (const locale of flow.locales) {
      for (const { at, sms, segments, encoding } of describeSms(flow, value, locale)) {
        if (sms === '') continue;
        const key = `${node} ${at}`;
        const cost = costs.get(key) ?? { key, node, sms, parts: {}, most: 0 };
        cost.parts[locale] = { segments, wide: encoding === 'ucs2' };
        cost.most = Math.max(cost.most, segments);
        costs.set(key, cost);
      }
    }
  }
  return [...costs.values()].sort((one, other) => other.most - one.most);
}
