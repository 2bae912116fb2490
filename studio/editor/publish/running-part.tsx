/** Who is in the middle of the flow, by version, and what shall become of them. Decides nothing: it tells its dialog. */
import type { Flow } from '../../../flows/flow.ts';
import type { RunningView } from '../../../server/contract.ts';
import { useTexts } from '../../ui/i18n.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { MappingTable } from './mapping-table.tsx';
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
        <MappingTable draft={draft} version={version} mapping={mapping} onChange={onChange} />
      ) : (
        <p className={css.soft}>{say('stayAbout')}</p>
      )}
    </div>
  );
}
