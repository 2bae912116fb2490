/** Where a conversation is, how it came there, and every value it holds. */
import { useEffect, useRef, useState } from 'react';
import { outcomeWords } from '../../../flows/outcome-words.ts';
import type { PreviewState } from '../../../server/contract.ts';
import { useDocument } from '../../document/store.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { titleOf } from '../node-title.ts';
import css from './inside.module.css';
import { previewTexts } from './preview-texts.ts';
import { goToStep, usePreview, useRunDocuments } from './use-preview.ts';
import { isAside, placesOf } from './whereabouts.ts';

const TONES: Record<PreviewState['status'], Tone> = {
  idle: 'neutral',
  active: 'accent',
  people: 'warn',
  done: 'good',
};
/** Of a long way here the last steps are shown. */
const STEPS_SHOWN = 24;

export function StateTab({ state }: { state: PreviewState }) {
  const say = useTexts(previewTexts);
  const language = useLocale();
  const { status, outcome, node, path, variables, scopes } = state;
  const way = path.slice(-STEPS_SHOWN).map((key, index) => ({ key, at: path.length + index }));
  return (
    <div className={css.tab}>
      <dl className={css.facts}>
        <dt>{say('status')}</dt>
        <dd>
          <Badge tone={TONES[status]} dot>
            {status === 'done' && outcome && outcome !== 'done'
              ? say('doneAs', { outcome: outcomeWords(outcome)[language] })
              : say(status)}
          </Badge>
        </dd>
        {node === undefined ? null : (
          <>
            <dt>{say('here')}</dt>
            <dd>
              <Step node={node} />
            </dd>
          </>
        )}
        <dt>{say('way')}</dt>
        <dd>
          {way.length === 0 ? (
            <span className={css.soft}>{say('noWay')}</span>
          ) : (
            <ol className={css.way}>
              {path.length > way.length ? <li>…</li> : null}
              {way.map(({ key, at }) => (
                <li key={`${at} ${key}`}>
                  <Step node={key} />
                </li>
              ))}
            </ol>
          )}
        </dd>
      </dl>
      <h3 className={css.heading}>{say('values')}</h3>
      {Object.keys(variables).length === 0 ? (
        <p className={css.soft}>{say('noValues')}</p>
      ) : (
        <Values values={variables} session={state.session} />
      )}
      {Object.entries(scopes).map(([prefix, values]) => (
        <section key={prefix}>
          <h3 className={css.heading}>{say('inCall', { name: prefix.replace(/\/$/, '') })}</h3>
          <Values values={values} session={state.session} />
        </section>
      ))}
    </div>
  );
}

/** A step by its title, after those that call its flow; a click brings it into sight on the canvas. */
export function Step({ node }: { node: string }) {
  const say = useTexts(previewTexts);
  const language = useLocale();
  const root = usePreview(({ state }) => state?.flow) ?? '';
  const open = useDocument(({ flow }) => flow);
  const documents = useRunDocuments((known) => known.documents);
  const places = placesOf(root, node, documents);
  const titles = node.split('/').map((id, depth) => {
    if (isAside(id)) return say(id === '$problem' ? 'stuck' : 'people');
    const flow = places[depth]?.flow;
    const document = flow === open.id ? open : documents.get(flow ?? '');
    return document ? titleOf(document, id, language) : id;
  });
  if (isAside(node)) return <bdi>{titles.join(' › ')}</bdi>;
  return (
    <button type="button" className={css.step} onClick={() => goToStep(root, node)}>
      <bdi>{titles.join(' › ')}</bdi>
    </button>
  );
}

function Values({ values, session }: { values: Record<string, unknown>; session: string }) {
  const flashes = useFlashes(values, session);
  return (
    <dl className={css.values}>
      {Object.entries(values).map(([name, value]) => {
        const flash = flashes[name] ?? 0;
        return (
          <div key={name}>
            <dt>{name}</dt>
            <dd key={flash} data-flash={flash > 0}>
              <Value value={value} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function Value({ value }: { value: unknown }) {
  const say = useTexts(previewTexts);
  if (value === undefined || value === null || value === '') {
    return <span className={css.soft}>{say('nothing')}</span>;
  }
  if (typeof value === 'object') return <pre className={css.code}>{JSON.stringify(value, null, 1)}</pre>;
  return <bdi className={css.plain}>{String(value)}</bdi>;
}

/** How often each value has changed since this session was first seen. */
function useFlashes(values: Record<string, unknown>, session: string): Record<string, number> {
  const before = useRef<{ session: string; values: Record<string, string> }>(undefined);
  const [flashes, setFlashes] = useState<Record<string, number>>({});
  useEffect(() => {
    const now = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, text(value)]));
    const last = before.current;
    before.current = { session, values: now };
    if (!last || last.session !== session) return;
    const changed = Object.keys(now).filter((name) => now[name] !== last.values[name]);
    if (changed.length === 0) return;
    setFlashes((old) => ({
      ...old,
      ...Object.fromEntries(changed.map((name) => [name, (old[name] ?? 0) + 1])),
    }));
  }, [values, session]);
  return flashes;
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? '';
}
