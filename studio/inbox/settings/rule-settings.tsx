/** The rules of the inbox in the order they are tried: on and off, moved by hand or by key, and how often each ran. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { GripVertical } from 'lucide-react';
import { useState } from 'react';
import type { RuleItem } from '../../../server/contract/inbox-rules.ts';
import { useMay } from '../../api/session.ts';
import { agoText } from '../../ui/ago-text.ts';
import { Badge } from '../../ui/badge.tsx';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { useMinute } from '../../ui/minute.ts';
import { Link } from '../../ui/router.tsx';
import { Switch } from '../../ui/switch.tsx';
import { useAct } from '../use-act.ts';
import { useInboxCommands } from '../use-inbox-commands.ts';
import { useRefusalText } from '../use-refusal-text.ts';
import { RuleDialog } from './rule-dialog.tsx';
import { bodyOf, listRules, orderRules, RULES_KEY, removeRule, saveRule } from './rule-requests.ts';
import css from './rule-settings.module.css';
import { ruleTexts } from './rule-texts.ts';
import { SettingList } from './setting-list.tsx';
import { useRuleWords } from './use-rule-words.ts';

const AGAIN_MS = 30_000;

export function RuleSettings() {
  const say = useTexts(ruleTexts);
  const mayWrite = useMay('queues.write');
  const client = useQueryClient();
  const { run } = useAct();
  const words = useRuleWords();
  const { data, error, refetch } = useQuery({
    queryKey: RULES_KEY,
    queryFn: ({ signal }) => listRules(signal),
    refetchInterval: AGAIN_MS,
  });
  const [open, setOpen] = useState<RuleItem | 'new'>();
  const [dragged, setDragged] = useState<string>();
  const [target, setTarget] = useState<string>();
  const [told, setTold] = useState('');
  const renew = () => void client.invalidateQueries({ queryKey: RULES_KEY });

  /** At once on the screen; as the server has it where that is refused. */
  const place = (id: string, to: number) => {
    const all = data ?? [];
    const rule = all.find((one) => one.id === id);
    if (!rule || to < 0 || to >= all.length || all[to]?.id === id) return;
    const next = all.filter((one) => one.id !== id);
    next.splice(to, 0, rule);
    client.setQueryData(RULES_KEY, next);
    setTold(say('moved', { name: rule.name, place: to + 1, count: all.length }));
    void run(() => orderRules(next.map((one) => one.id))).then(renew);
  };
  const turn = async (rule: RuleItem, on: boolean) => {
    await run(() => saveRule(rule.id, { ...bodyOf(rule), on }));
    await client.invalidateQueries({ queryKey: RULES_KEY });
  };

  useInboxCommands(
    (mayWrite ? (data ?? []) : []).flatMap((rule, number, all) => {
      const shared = { of: rule.id, values: { name: rule.name } };
      return [
        { id: 'settings.rule.on' as const, ...shared, on: rule.on, run: () => void turn(rule, !rule.on) },
        {
          id: 'settings.rule.up' as const,
          ...shared,
          when: number > 0,
          run: () => place(rule.id, number - 1),
        },
        {
          id: 'settings.rule.down' as const,
          ...shared,
          when: number < all.length - 1,
          run: () => place(rule.id, number + 1),
        },
      ];
    }),
  );
  return (
    <>
      {data && data.length > 0 ? <p className={css.lead}>{say('lead')}</p> : null}
      <SettingList
        items={data?.map((rule, number) => ({
          id: rule.id,
          name: rule.name,
          about: <About rule={rule} sentence={words.whole(rule)} conditions={words.conditions(rule.and)} />,
          marks: (
            <>
              {rule.last ? <Badge title={say('last')}>{say('lastBadge')}</Badge> : null}
              <OnSwitch rule={rule} disabled={!mayWrite} onChange={(on) => turn(rule, on)} />
            </>
          ),
          ...(mayWrite
            ? {
                lead: (
                  <IconButton
                    data-command="settings.rule.up"
                    label={say('move', { name: rule.name })}
                    aria-description={say('moveHow')}
                    icon={<GripVertical size={15} aria-hidden />}
                    className={css.handle}
                    onKeyDown={(event) => {
                      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
                      if (step === undefined) return;
                      event.preventDefault();
                      place(rule.id, number + step);
                    }}
                  />
                ),
                line: {
                  draggable: true,
                  ...(target === rule.id && dragged !== rule.id ? { className: css.target } : {}),
                  onDragStart: (event) => {
                    event.dataTransfer.effectAllowed = 'move';
                    setDragged(rule.id);
                  },
                  onDragOver: (event) => {
                    if (dragged === undefined) return;
                    event.preventDefault();
                    setTarget(rule.id);
                  },
                  onDragEnd: () => {
                    setDragged(undefined);
                    setTarget(undefined);
                  },
                  onDrop: (event) => {
                    event.preventDefault();
                    if (dragged !== undefined) place(dragged, number);
                    setTarget(undefined);
                  },
                },
                onEdit: () => setOpen(rule),
                remove: () => removeRule(rule.id),
              }
            : {}),
        }))}
        error={error}
        onRetry={() => void refetch()}
        {...(mayWrite ? { add: say('new'), onAdd: () => setOpen('new') } : {})}
        emptyTitle={say('empty')}
        emptyText={say('emptyText')}
        onRemoved={renew}
      />
      <p className="visually-hidden" role="status">
        {told}
      </p>
      {open ? (
        <RuleDialog
          rule={open === 'new' ? undefined : open}
          onSaved={renew}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </>
  );
}

interface OnProps {
  rule: RuleItem;
  disabled: boolean;
  /** Resolves when the rule is as the server has it now. */
  onChange: (on: boolean) => Promise<void>;
}

/** Where it was put until the server has answered: it must not jump back and forth. */
function OnSwitch({ rule: { name, on }, disabled, onChange }: OnProps) {
  const say = useTexts(ruleTexts);
  const [chosen, setChosen] = useState<boolean>();
  return (
    <Switch
      label={say('onOf', { name })}
      labelHidden
      checked={chosen ?? on}
      disabled={disabled}
      onChange={(next) => {
        setChosen(next);
        void onChange(next).then(() => setChosen(undefined));
      }}
    />
  );
}

interface AboutProps {
  rule: RuleItem;
  sentence: string;
  conditions: readonly string[];
}

function About({ rule: { figures }, sentence, conditions }: AboutProps) {
  const say = useTexts(ruleTexts);
  const region = useRegion();
  const now = useMinute();
  const why = useRefusalText();
  const { week, lastAt, refused } = figures;
  const when = lastAt === undefined ? '' : agoText(lastAt, now, region);
  const ran =
    lastAt === undefined
      ? say('neverRan')
      : week === 0
        ? say('ranBefore', { when })
        : week === 1
          ? say('ranOnce', { when })
          : say('ranTimes', { count: new Intl.NumberFormat(region).format(week), when });
  return (
    <>
      <p className={css.sentence}>
        <bdi>{sentence}</bdi>
      </p>
      {conditions.length > 0 ? (
        <p className={css.conditions}>
          {say('only')}
          {conditions.map((one) => (
            <bdi key={one} className={css.chip}>
              {one}
            </bdi>
          ))}
        </p>
      ) : null}
      <p>{ran}</p>
      {refused ? (
        <p className={css.refused}>
          {say('stopped', { when: agoText(refused.at, now, region), why: why(refused) })}{' '}
          <Link href={`/inbox/${refused.conversation}?view=all`}>{say('seeWhere')}</Link>
        </p>
      ) : null}
    </>
  );
}
