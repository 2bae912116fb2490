/** Step by step, where the conversations of one version go on, and what that comes to. Decides nothing. */
import type { Flow } from '../../../flows/flow.ts';
import type { RunningView } from '../../../server/contract.ts';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { Select } from '../../ui/select.tsx';
import { KINDS } from '../kinds.ts';
import { titleOf } from '../node-title.ts';
import { outlookOf, type RunningRow, staysInPlace } from './landing.ts';
import css from './publish.module.css';
import type { Mapping } from './publish-api.ts';
import { publishTexts } from './publish-texts.ts';

interface Props {
  /** The flow they go on in: the draft that is about to be live, or what is live. */
  draft: Flow;
  version: RunningView['versions'][number];
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}

export function MappingTable({ draft, version, mapping, onChange }: Props) {
  const say = useTexts(publishTexts);
  return (
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
      <p className={css.outlook} aria-live="polite">
        {say('outlook', { ...outlookOf(draft, version, mapping) })}
      </p>
    </>
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
