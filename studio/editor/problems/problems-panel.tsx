/** What should be mended in the open flow: by weight, with a way to each place, and a mend by one click where there is one. */
import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Finding } from '../../../flows/checks/finding.ts';
import { suppress, suppressedBy, unsuppress } from '../../../flows/edit/mark-node.ts';
import { type Mend, mendsFor } from '../../../flows/mends.ts';
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
import { problemTexts } from './problem-texts.ts';
import css from './problems.module.css';

type Filter = 'all' | 'errors' | 'warnings' | 'accepted';

const PAGE = 100;
const REASON_MAX = 500;
const ACCEPT = { en: 'Accept a problem', fr: 'Accepter un problème' };
const SHOW_AGAIN = { en: 'Show a problem again', fr: 'Montrer à nouveau un problème' };

export function ProblemsPanel() {
  const say = useTexts(problemTexts);
  const flow = useDocument((state) => state.flow);
  const findings = useDocument((state) => state.findings);
  const [filter, setFilter] = useState<Filter>('all');
  const [shown, setShown] = useState(PAGE);
  const lists = useMemo(() => {
    const open = findings.filter((finding) => finding.severity === 'error' || !suppressedBy(flow, finding));
    return {
      all: open,
      errors: open.filter(({ severity }) => severity === 'error'),
      warnings: open.filter(({ severity }) => severity === 'warning'),
      accepted: findings.filter((finding) => finding.severity === 'warning' && suppressedBy(flow, finding)),
    };
  }, [findings, flow]);
  const list = lists[filter];
  if (findings.length === 0) {
    return (
      <EmptyState
        small
        level={3}
        icon={<CircleCheck size={20} aria-hidden />}
        title={say('none')}
        text={say('noneText')}
      />
    );
  }
  return (
    <div className={css.panel}>
      <div className={css.bar}>
        <Segmented
          label={say('filter')}
          labelHidden
          value={filter}
          options={(['all', 'errors', 'warnings', 'accepted'] as const).map((value) => ({
            value,
            label: say(value, { n: lists[value].length }),
          }))}
          onChange={setFilter}
        />
      </div>
      {list.length === 0 ? <p className={css.nothing}>{say('noneOfThese')}</p> : null}
      <ul className={css.list}>
        {list.slice(0, shown).map((finding, n) => (
          // Two findings may be the same in every word: the place in the list tells them apart.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above.
          <Row key={`${finding.code} ${finding.path} ${n}`} finding={finding} />
        ))}
      </ul>
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
  const { severity, node, message, mend, code } = finding;
  const accepted = severity === 'warning' ? suppressedBy(flow, finding) : undefined;
  const mends = useMemo(() => mendsFor(flow, finding), [flow, finding]);
  const Mark = severity === 'error' ? CircleX : TriangleAlert;
  const { edit, undo } = useDocument.getState();

  const apply = ({ title, apply: change }: Mend) => {
    if (!edit(title, change)) return;
    toast({
      text: say('mended', { what: title[reader] }),
      action: { label: say('undo'), run: () => void undo() },
    });
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
        <span className={css.message}>{message[reader]}</span>
        <span className={css.soft}>{accepted ? accepted.reason || mend[reader] : mend[reader]}</span>
      </div>
      {readOnly ? null : (
        <div className={css.ways}>
          {accepted ? (
            <Button
              size="s"
              onClick={() => edit(SHOW_AGAIN, (now) => unsuppress(now, accepted.code, accepted.node))}
            >
              {say('again')}
            </Button>
          ) : (
            <>
              {mends.map((one) => (
                <Button key={one.title.en} size="s" onClick={() => apply(one)}>
                  {one.title[reader]}
                </Button>
              ))}
              {severity === 'warning' ? (
                <Accept
                  what={message[reader]}
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
