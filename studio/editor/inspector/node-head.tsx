/** What a step is: its kind, its name, whether the flow starts there, whether it is skipped. */
import { Flag, Play } from 'lucide-react';
import { renameNode } from '../../../flows/edit/mark-node.ts';
import type { Node } from '../../../flows/nodes/registry.ts';
import { useDocument } from '../../document/store.ts';
import { useEditing } from '../../message/editing.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Badge } from '../../ui/badge.tsx';
import { useLocale, useRegion } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { canvasHandlers } from '../canvas/canvas-handlers.ts';
import { KINDS } from '../kinds.ts';
import { nodeTitle } from '../node-title.ts';
import { useOthersAt } from '../others-at.ts';
import { personName } from '../person-name.ts';
import { previewHandlers } from '../preview/preview-handlers.ts';
import { useEditorButtons } from '../use-editor-commands.ts';
import { editFlow } from './document-slots.ts';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import css from './node-head.module.css';

const HANDLERS = { ...canvasHandlers, ...previewHandlers };

export function NodeHead({ id, node }: { id: string; node: Node }) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly, shown } = useEditing();
  const isStart = useDocument(({ flow }) => flow.start === id);
  const { icon } = useEditorButtons(HANDLERS);
  const { icon: Icon, name, about, hue } = KINDS[node.kind];
  const untitled = nodeTitle({ ...node, title: undefined }, locale, shown[0] ?? locale);
  return (
    <header className={css.head}>
      <h2 className="visually-hidden">{`${name[locale]}: ${nodeTitle(node, locale, shown[0] ?? locale)}`}</h2>
      <div className={css.kind} title={about[locale]}>
        <span className={css.mark} data-hue={hue}>
          <Icon size={14} aria-hidden />
        </span>
        <span>{name[locale]}</span>
        {'skipped' in node && node.skipped === true ? <Badge tone="warn">{say('skipped')}</Badge> : null}
        <span className={css.end}>
          <IconButton {...icon('preview.from-here')} icon={<Play size={15} aria-hidden />} />
          {isStart ? (
            <Badge tone="accent">{say('startHere')}</Badge>
          ) : readOnly ? null : (
            <IconButton
              {...icon('canvas.start-here')}
              label={say('makeStart')}
              icon={<Flag size={14} aria-hidden />}
            />
          )}
        </span>
      </div>
      <input
        className={css.name}
        aria-label={say('name')}
        value={node.title ?? ''}
        placeholder={untitled}
        maxLength={120}
        dir="auto"
        readOnly={readOnly}
        onChange={(event) => {
          const title = event.target.value;
          editFlow(
            inspectorWords('name'),
            (flow) => {
              // A space at the end is on its way to be followed by a word.
              const named = renameNode(flow, id, title);
              const kept = named.nodes[id];
              return kept && title.trim() !== '' && kept.title !== title
                ? { ...named, nodes: { ...named.nodes, [id]: { ...kept, title } } }
                : named;
            },
            `nodes.${id}.title`,
          );
        }}
      />
      <OthersHere id={id} />
    </header>
  );
}

/** Nothing is locked: the last word counts, part by part. It is said, so that two do not write the same sentence. */
function OthersHere({ id }: { id: string }) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const region = useRegion();
  const others = useOthersAt(id);
  const names = others.map(({ name }) => personName(name, locale));
  const who = new Intl.ListFormat(region, { type: 'conjunction' }).format(names);
  return (
    <p className={css.others} role="status" hidden={others.length === 0}>
      {others.map(({ name, color }) => (
        <Avatar key={name} name={name} color={color} size={16} decorative />
      ))}
      {others.length === 0 ? null : (
        <span dir="auto">{say(others.length === 1 ? 'otherHere' : 'othersHere', { who })}</span>
      )}
    </p>
  );
}
