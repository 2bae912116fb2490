/** Several steps at once: which they are, and what can be set for all of them that have it. */
import { PATIENCE, SMS_POLICIES, type SmsPolicy } from '../../../flows/delivery.ts';
import { TRAFFIC_TYPES, type TrafficType } from '../../../flows/message.ts';
import type { Node } from '../../../flows/nodes/registry.ts';
import type { Delivery } from '../../../flows/nodes/shape.ts';
import { useDocument } from '../../document/store.ts';
import { useEditing } from '../../message/editing.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { Select } from '../../ui/select.tsx';
import { KINDS } from '../kinds.ts';
import { titleOf } from '../node-title.ts';
import { editFlow } from './document-slots.ts';
import css from './form.module.css';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { Section } from './section.tsx';
import several from './several-form.module.css';

const USUAL = '';
/** They differ. */
const MIXED = '…';

type Talking = Extract<Node, { delivery?: Delivery }>;

export function SeveralForm({ ids }: { ids: readonly string[] }) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly } = useEditing();
  const flow = useDocument((state) => state.flow);
  const nodes = ids.flatMap((id): [string, Node][] => {
    const node = Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined;
    return node ? [[id, node]] : [];
  });
  const talking = nodes.filter((entry): entry is [string, Talking] => isTalking(entry[1]));
  const put = (key: 'traffic' | 'sms', value: string) =>
    editFlow(inspectorWords(key === 'sms' ? 'smsPolicy' : 'traffic'), (draft) => {
      const changed = talking.flatMap(([id]): [string, Node][] => {
        const node = draft.nodes[id];
        return node && isTalking(node) ? [[id, withDelivery(node, key, value)]] : [];
      });
      return { ...draft, nodes: { ...draft.nodes, ...Object.fromEntries(changed) } };
    });
  const common = (read: (node: Talking) => string) => {
    const values = new Set(talking.map(([, node]) => read(node)));
    return values.size === 1 ? ([...values][0] ?? USUAL) : MIXED;
  };
  const traffic = common((node) => node.delivery?.traffic ?? USUAL);
  const policy = common((node) => node.delivery?.sms ?? USUAL);
  const usual = PATIENCE[flow.settings.traffic].sms;
  return (
    <>
      <header className={several.head}>
        <h2>
          {nodes.length === ids.length
            ? say('several', { count: ids.length })
            : say('severalThings', { count: ids.length })}
        </h2>
      </header>
      <ul className={several.list}>
        {nodes.map(([id, node]) => {
          const { icon: Icon } = KINDS[node.kind];
          return (
            <li key={id}>
              <Button
                look="quiet"
                size="s"
                className={several.step}
                title={say('selectOne')}
                onClick={() => useDocument.getState().select([id])}
              >
                <Icon size={14} aria-hidden />
                <span className={several.name} dir="auto">
                  {titleOf(flow, id, locale)}
                </span>
              </Button>
            </li>
          );
        })}
      </ul>
      {talking.length > 0 ? (
        <Section id="several-delivery" title={say('delivery')}>
          <p className={css.note}>{say('severalHelp')}</p>
          <Field label={say('traffic')}>
            {(control) => (
              <Select
                {...control}
                value={traffic}
                disabled={readOnly}
                options={[
                  ...(traffic === MIXED ? [{ value: MIXED, label: MIXED, disabled: true }] : []),
                  { value: USUAL, label: say('trafficFlow', { name: say(flow.settings.traffic) }) },
                  ...TRAFFIC_TYPES.map((value) => ({ value, label: say(value) })),
                ]}
                onChange={(value) => put('traffic', value)}
              />
            )}
          </Field>
          <Field label={say('smsPolicy')}>
            {(control) => (
              <Select
                {...control}
                value={policy}
                disabled={readOnly}
                options={[
                  ...(policy === MIXED ? [{ value: MIXED, label: MIXED, disabled: true }] : []),
                  { value: USUAL, label: say('smsPolicyDefault', { name: say(usual) }) },
                  ...SMS_POLICIES.map((value) => ({ value, label: say(value) })),
                ]}
                onChange={(value) => put('sms', value)}
              />
            )}
          </Field>
        </Section>
      ) : null}
    </>
  );
}

function isTalking(node: Node): node is Talking {
  return ['say', 'choose', 'ask', 'handoff', 'end'].includes(node.kind);
}

function withDelivery(node: Talking, key: 'traffic' | 'sms', value: string): Node {
  const { delivery: before, ...bare } = node;
  const { [key]: _, ...others } = before ?? {};
  const delivery: Delivery =
    value === USUAL ? others : { ...others, [key]: value as TrafficType & SmsPolicy };
  return (Object.keys(delivery).length === 0 ? bare : { ...bare, delivery }) as Node;
}
