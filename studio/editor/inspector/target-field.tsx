/** Where an exit leads: a step that is there, or a new one made on the spot. */
import { ArrowRight, CircleDashed, CornerDownRight, X } from 'lucide-react';
import { addNode } from '../../../flows/edit/add-node.ts';
import { connect, disconnect } from '../../../flows/edit/connect.ts';
import { exitNamed } from '../../../flows/edit/targets.ts';
import { useDocument } from '../../document/store.ts';
import { useEditing } from '../../message/editing.ts';
import { Picker } from '../../message/picker.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useLocale } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { exitName } from '../exit-name.ts';
import { focusNode } from '../focus.ts';
import { titleOf } from '../node-title.ts';
import { withExit } from '../problems/finding-words.ts';
import { shownLocale } from '../words.ts';
import { editFlow } from './document-slots.ts';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { newKind, stepOptions } from './step-options.tsx';
import css from './target-field.module.css';

interface Props {
  node: string;
  exit: string;
  /** What the exit is, in words. */
  name: string;
  /** Where the exit's place in the document is, for what is to be mended there. */
  at: string;
  /** An exit that may stay open: what happens then. */
  open?: string;
  /** The name is not shown, because it stands beside. */
  nameHidden?: boolean;
}

/** A new step lies to the right of the one it comes from. */
const RIGHT = 360;

export function TargetField({ node: id, exit, name, at, open, nameHidden }: Props) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly, faults } = useEditing();
  const to = useDocument(({ flow }) => {
    const node = Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined;
    return node && exitNamed(node, exit)?.to;
  });
  const title = useDocument(({ flow }) =>
    to === undefined ? undefined : Object.hasOwn(flow.nodes, to) ? titleOf(flow, to, locale) : to,
  );
  const called = useDocument(({ flow }) =>
    exitName(flow, id, exit, locale, shownLocale(flow.locales, locale)),
  );
  const [fault] = faults(at);
  const pick = (option: string) => {
    const kind = newKind(option);
    if (kind === undefined) {
      editFlow(inspectorWords('connectStep'), (flow) => connect(flow, id, exit, option));
      return;
    }
    let made = '';
    editFlow(inspectorWords('newStep'), (flow) => {
      const { x = 0, y = 0 } = flow.canvas.positions[id] ?? {};
      const taken = Object.values(flow.canvas.positions);
      let below = y;
      while (taken.some((one) => Math.abs(one.x - (x + RIGHT)) < 200 && Math.abs(one.y - below) < 120))
        below += 140;
      const added = addNode(flow, kind, { at: { x: x + RIGHT, y: below }, from: { node: id, exit } });
      made = added.id;
      return added.flow;
    });
    if (made !== '') focusNode(made, { inspect: true });
  };
  const words = title ?? open ?? say('notConnected');
  return (
    <div className={css.field}>
      {nameHidden ? null : (
        <span className={css.name} title={name}>
          {name}
        </span>
      )}
      <div className={css.line}>
        <CornerDownRight size={14} aria-hidden className={css.icon} />
        <Picker
          label={say('leadsTo', { exit: name })}
          searchLabel={say('searchSteps')}
          empty={say('noSteps')}
          options={() => stepOptions(useDocument.getState().flow, id, locale, true)}
          onPick={pick}
          width={320}
          trigger={
            <Button
              look="plain"
              size="s"
              disabled={readOnly}
              className={classNames(css.target, to === undefined && !open && css.open)}
              aria-label={`${say('leadsTo', { exit: name })} ${words}`}
            >
              {to === undefined && !open ? <CircleDashed size={14} aria-hidden /> : null}
              <span className={css.title} dir="auto">
                {words}
              </span>
            </Button>
          }
        />
        {to === undefined ? null : (
          <>
            <IconButton
              label={say('goTo', { name: title ?? to })}
              icon={<ArrowRight size={14} aria-hidden className={css.go} />}
              className={css.tool}
              onClick={() => focusNode(to)}
            />
            {readOnly ? null : (
              <IconButton
                label={say('disconnect')}
                icon={<X size={14} aria-hidden />}
                className={css.tool}
                onClick={() => editFlow(inspectorWords('disconnect'), (flow) => disconnect(flow, id, exit))}
              />
            )}
          </>
        )}
      </div>
      {fault ? (
        <p className={fault.severity === 'error' ? css.error : css.warning}>
          {withExit(`${fault.message[locale]} ${fault.mend[locale]}`, exit, called)}
        </p>
      ) : null}
    </div>
  );
}
