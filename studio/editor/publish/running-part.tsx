/** Who is in the middle of the flow, by version, and what shall become of them. Decides nothing: it tells its dialog. */
import type { Flow } from '../../../flows/flow.ts';
import type { RunningView } from '../../../server/contract.ts';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { KINDS } from '../kinds.ts';
import { titleOf } from '../node-title.ts';
import { outlookOf, type RunningRow, staysInPlace } from './landing.ts';
import { Part } from './part.tsx';
import css from './publish.module.css';
import type { Mapping } from './publish-api.ts';
import { publishTexts } from './publish-texts.ts';

/** By version; a version that is not there is left alone. */
export type Moves = Readonly<Record<number, Mapping>>;

interface Props {
  draft: Flow;
  running: RunningView | undefined;
  failed: boolean;
  moves: Moves;
  onChange: (moves: Moves) => void;
}

export function RunningPart({ draft, running, failed, moves, onChange }: Props) {
  const say = useTexts(publishTexts);
  if (failed) return <Part title={say('people')} standing="warn" summary={say('failedCount')} />;
  if (!running) return <Part title={say('people')} standing="waiting" summary={say('counting')} />;
  if (running.total === 0) return <Part title={say('people')} standing="good" summary={say('nobody')} />;
  return (
    <Part title={say('people')} standing="plain">
      {running.versions.map((version) => (
        <VersionRow
          key={version.version}
          draft={draft}
          version={version}
          mapping={moves[version.version]}
          onChange={(mapping) => {
            const { [version.version]: _, ...others } = moves;
            onChange(mapping ? { ...others, [version.version]: mapping } : others);
          }}
        />
      ))}
    </Part>
  );
}

interface RowProps {
  draft: Flow;
  version: RunningView['versions'][number];
  mapping: Mapping | undefined;
  onChange: (mapping: Mapping | undefined) => void;
}

function VersionRow({ draft, version, mapping, onChange }: RowProps) {
  const say = useTexts(publishTexts);
  const outlook = mapping && outlookOf(draft, version, mapping);
  return (
    <div className={css.version}>
      <div className={css.versionHead}>
        <p className={css.versionName}>
          <b>{say('version', { n: version.version })}</b>
          <span className={css.soft}>
            {version.total === 1 ? say('countOne') : say('count', { n: version.total })}
            {version.withPeople > 0 ? ` · ${say('withPeople', { n: version.withPeople })}` : ''}
          </span>
        </p>
        <Segmented
          label={say('what', { n: version.version })}
          labelHidden
          value={mapping ? 'move' : 'stay'}
          options={[
            { value: 'stay', label: say('stay') },
            { value: 'move', label: say('move') },
          ]}
          onChange={(value) => onChange(value === 'move' ? {} : undefined)}
        />
      </div>
      {mapping ? (
        <>
          <table className={css.mapping}>
            <thead>
              <tr>
                <th scope="col">{say('restsAt')}</th>
                <th scope="col" className={css.number}>
                  <span className="visually-hidden">{say('people')}</span>
                </th>
                <th scope="col">{say('goesTo')}</th>
              </tr>
            </thead>
            <tbody>
              {version.nodes.map((row) => (
                <LandingRow
                  key={row.node}
                  draft={draft}
                  row={row}
                  version={version.version}
                  mapping={mapping}
                  onChange={onChange}
                />
              ))}
            </tbody>
          </table>
          {outlook ? (
            <p className={css.outlook} aria-live="polite">
              {say('outlook', { ...outlook })}
            </p>
          ) : null}
        </>
      ) : (
        <p className={css.soft}>{say('stayAbout')}</p>
      )}
    </div>
  );
}

interface LandingProps {
  draft: Flow;
  row: RunningRow;
  version: number;
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}

function LandingRow({ draft, row, version, mapping, onChange }: LandingProps) {
  const say = useTexts(publishTexts);
  const reader = useLocale();
  const fits = staysInPlace(draft, row);
  const landing = mapping[row.node];
  const kind =
    row.kind !== undefined && row.kind in KINDS ? KINDS[row.kind as keyof typeof KINDS] : undefined;
  const own = row.title ?? (kind ? `${kind.name[reader]} · ${row.node}` : row.node);
  const name = row.node.startsWith('$')
    ? say('special')
    : row.node.includes('/')
      ? say('inside', { step: own })
      : own;
  const value = landing === undefined ? ':stay' : typeof landing === 'string' ? `:${landing}` : landing.node;
  const choose = (next: string) => {
    const { [row.node]: _, ...others } = mapping;
    if (next === ':stay') onChange(others);
    else if (next === ':finish') onChange({ ...others, [row.node]: 'finish' });
    else if (next === ':restart') onChange({ ...others, [row.node]: 'restart' });
    else onChange({ ...others, [row.node]: { node: next } });
  };
  return (
    <tr>
      <th scope="row" dir="auto">
        {name}
      </th>
      <td className={css.number}>{row.count}</td>
      <td>
        <Select
          aria-label={`${say('goesTo')}: ${name}`}
          value={value}
          options={[
            { value: ':stay', label: fits ? say('same') : say('leave', { n: version }) },
            { value: ':restart', label: say('restart') },
            { value: ':finish', label: say('finish') },
            ...Object.keys(draft.nodes)
              .filter((id) => !fits || id !== row.node)
              .map((id) => ({ value: id, label: titleOf(draft, id, reader), group: say('steps') })),
          ]}
          onChange={choose}
        />
      </td>
    </tr>
  );
}
