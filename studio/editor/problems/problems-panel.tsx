/** What should be mended in the open flow: by weight, with a way to each place, and a mend by one click where there is one. */
import { CircleCheck, CircleX, EyeOff, Play, TriangleAlert } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { Finding } from '../../../flows/checks/finding.ts';
import { suppress, suppressedBy, unsuppress } from '../../../flows/edit/mark-node.ts';
import { asksForTarget, exitOfFinding, type Mend, mendsFor } from '../../../flows/mends.ts';
import { useDocument } from '../../document/store.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { toast } from '../../ui/toast.ts';
import { focusNode } from '../focus.ts';
import { titleOf } from '../node-title.ts';
import { hideWay, playWay, useWay } from '../paths/use-way.ts';
import { ConnectMend } from './connect-mend.tsx';
import { findingWords } from './finding-words.ts';
import { problemTexts } from './problem-texts.ts';
import css from './problems.module.css';
import { SmsCosts } from './sms-costs.tsx';

type Filter = 'all' | 'errors' | 'warnings' | 'accepted';
type View = Filter | 'sms';

const PAGE = 100;
const REASON_MAX = 500;
const ACCEPT = { en: 'Accept a problem', fr: 'Accepter un problème' };
const SHOW_AGAIN = { en: 'Show a problem again', fr: 'Montrer à nouveau un problème' };

export function ProblemsPanel() {
  const say = useTexts(problemTexts);
  const flow = useDocument((state) => state.flow);
  const findings = useDocument((state) => state.findings);
  const [view, setView] = useState<View>('all');
  const [shown, setShown] = useState(PAGE);
  const lists = useMemo(() => {
    const open = findings.filter((finding) => !suppressedBy(flow, finding));
    return {
      all: open,
      errors: open.filter(({ severity }) => severity === 'error'),
      warnings: open.filter(({ severity }) => severity === 'warning'),
      accepted: findings.filter((finding) => suppressedBy(flow, finding)),
    };
  }, [findings, flow]);
  const filters: readonly Filter[] = ['all', 'errors', 'warnings', 'accepted'];
  const list = view === 'sms' ? [] : lists[view];
  // What is lit on the canvas is turned off here.
  useEffect(() => hideWay, []);
  return (
    <div className={css.panel}>
      <div className={css.bar}>
        <Segmented
          label={say('filter')}
          labelHidden
          value={view}
          options={[
            ...filters.map((value) => ({ value, label: say(value, { n: lists[value].length }) })),
            { value: 'sms' as const, label: say('sms') },
          ]}
          onChange={setView}
        />
      </div>
      {view === 'sms' ? (
        <SmsCosts />
      ) : findings.length === 0 ? (
        <EmptyState
          small
          icon={<CircleCheck size={20} aria-hidden />}
          title={say('none')}
          text={say('noneText')}
        />
      ) : list.length === 0 ? (
        <p className={css.nothing}>{say('noneOfThese')}</p>
      ) : (
        <ul className={css.list}>
          {list.slice(0, shown).map((finding, n) => (
            // Two findings may be the same in every word: the place in the list tells them apart.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above.
            <Row key={`${finding.code} ${finding.path} ${n}`} finding={finding} />
          ))}
        </ul>
      )}
      {list.length > shown ? (
        <Button size="s" className={css.more} onClick={() => setShown(shown + PAGE)}>
          {say('more', { n: Math.min(PAGE, list.length - shown) })}
        </Button>
      ) : null}
    </div>
  );
}

function Row({ finding }: { finding: Finding }) {
  const say = useTexts(problemTexts);
  const reader = useLocale();
  const flow = useDocument((state) => state.flow);
  const readOnly = useDocument((state) => state.readOnly);
  const { severity, node, code } = finding;
  const { message, mend } = useMemo(() => findingWords(flow, finding, reader), [flow, finding, reader]);
  const accepted = suppressedBy(flow, finding);
  const mends = useMemo(() => mendsFor(flow, finding), [flow, finding]);
  const Mark = severity === 'error' ? CircleX : TriangleAlert;
  const { edit, undo } = useDocument.getState();
  const exit = useMemo(() => exitOfFinding(flow, finding), [flow, finding]);
  const tellMended = (what: string) =>
    toast({
      text: say('mended', { what }),
      action: { label: say('undo'), run: () => void undo() },
    });

  const apply = ({ title, apply: change }: Mend) => {
    if (edit(title, change)) tellMended(title[reader]);
  };

  return (
    <li className={css.row}>
      <Mark size={15} className={css.mark} data-severity={severity} role="img" aria-label={say(severity)} />
      <div className={css.words}>
        {node === undefined || !Object.hasOwn(flow.nodes, node) ? (
          <span className={css.place}>{node ?? say('whole')}</span>
        ) : (
          <button type="button" className={css.step} dir="auto" onClick={() => focusNode(node)}>
            {titleOf(flow, node, reader)}
          </button>
        )}
        <span className={css.message}>{message}</span>
        <span className={css.soft}>{accepted ? accepted.reason || mend : mend}</span>
      </div>
      {readOnly ? null : (
        <div className={css.ways}>
          {node !== undefined && code !== 'unreachable' && Object.hasOwn(flow.nodes, node) ? (
            <PlayWay finding={finding} what={message} node={node} exit={exit} />
          ) : null}
          {accepted ? (
            <Button
              size="s"
              onClick={() => edit(SHOW_AGAIN, (now) => unsuppress(now, accepted.code, accepted.node))}
            >
              {say('again')}
            </Button>
          ) : (
            <>
              {asksForTarget(finding) && node !== undefined && exit !== undefined ? (
                <ConnectMend node={node} exit={exit} onMended={() => tellMended(say('connected'))} />
              ) : null}
              {mends.map((one) => (
                <Button key={one.title.en} size="s" onClick={() => apply(one)}>
                  {one.title[reader]}
                </Button>
              ))}
              {severity === 'warning' ? (
                <Accept
                  what={message}
                  onAccept={(reason) =>
                    edit(ACCEPT, (now) =>
                      suppress(now, { code, ...(node === undefined ? {} : { node }), reason }),
                    )
                  }
                />
              ) : null}
            </>
          )}
        </div>
      )}
    </li>
  );
}

interface PlayProps {
  finding: Finding;
  /** What it says. */
  what: string;
  node: string;
  exit: string | undefined;
}

/** Plays a way on which the problem shows, and lights it on the canvas; once more hides it. */
function PlayWay({ finding, what, node, exit }: PlayProps) {
  const say = useTexts(problemTexts);
  const { code, path } = finding;
  const key = `${code} ${path}`;
  const isLooking = useWay((way) => way.looking === key);
  const isShown = useWay((way) => way.shown === key);
  const play = async () => {
    if (isShown) {
      hideWay();
      return;
    }
    const outcome = await playWay(key, { node, exit, sms: code.startsWith('sms-') });
    if (outcome === 'none') toast({ text: say('noWay') });
    if (outcome === 'failed') toast({ text: say('wayFailed'), tone: 'bad' });
  };
  return (
    <Button
      size="s"
      aria-label={say(isShown ? 'hideWayOf' : 'playOf', { what })}
      aria-pressed={isShown}
      aria-busy={isLooking}
      disabled={isLooking}
      onClick={() => void play()}
    >
      {isShown ? <EyeOff size={14} aria-hidden /> : <Play size={14} aria-hidden />}
      {say(isLooking ? 'looking' : isShown ? 'hideWay' : 'play')}
    </Button>
  );
}

function Accept({ what, onAccept }: { what: string; onAccept: (reason: string) => void }) {
  const say = useTexts(problemTexts);
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  return (
    <Popover
      label={say('why')}
      align="end"
      width={300}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="s" look="quiet" aria-label={say('acceptOf', { what })}>
          {say('accept')}
        </Button>
      }
    >
      <form
        className={css.reason}
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() === '') return;
          setOpen(false);
          onAccept(reason.trim());
        }}
      >
        <Input
          aria-label={say('why')}
          placeholder={say('why')}
          value={reason}
          onChange={setReason}
          maxLength={REASON_MAX}
          dir="auto"
        />
        <Button type="submit" size="s" look="primary" disabled={reason.trim() === ''}>
          {say('accept')}
        </Button>
      </form>
    </Popover>
  );
}
