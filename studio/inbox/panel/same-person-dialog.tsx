/** Makes two numbers one contact: who it is, then what they have together, chosen where they differ. */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import type { Panel } from '../../../server/contract/inbox-work.ts';
import { isApiError } from '../../api/api-error.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { toast } from '../../ui/toast.ts';
import { PANELS_KEY } from '../conversation/use-panel.ts';
import { MergeChoices } from './merge-choices.tsx';
import { PersonPicker, type Picked } from './person-picker.tsx';
import { mergePersons, partPerson, previewMerge } from './person-requests.ts';
import { personTexts } from './person-texts.ts';
import css from './same-person-dialog.module.css';

interface Props {
  row: Row;
  numbers: Panel['numbers'];
  onClose: () => void;
}

const REASONS = {
  conflict: 'changed',
  too_many_numbers: 'tooMany',
  too_many_lines: 'tooMuch',
  same_person: 'already',
  other_brand: 'otherBrand',
  not_found: 'gone',
  owned_by_other: 'hasOther',
} as const;

export function SamePersonDialog({ row, numbers, onClose }: Props) {
  const say = useTexts(personTexts);
  const problemText = useProblemText();
  const client = useQueryClient();
  const [picked, setPicked] = useState<Picked>();
  const [take, setTake] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const name = (one: { name?: string | undefined; phone: string }) => one.name ?? one.phone;
  const preview = useQuery({
    queryKey: ['inbox', 'merge', row.id, picked?.conversation],
    queryFn: ({ signal }) => previewMerge(row.id, picked?.conversation ?? '', signal),
    enabled: picked !== undefined,
    placeholderData: (before, query) =>
      query?.queryKey[3] === picked?.conversation ? keepPreviousData(before) : undefined,
    // What is merged is what is seen.
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });

  const reason = (error: unknown) =>
    isApiError(error, ...Object.keys(REASONS))
      ? say(REASONS[error.code as keyof typeof REASONS])
      : problemText(error);
  const refresh = () => void client.invalidateQueries({ queryKey: PANELS_KEY });
  const undo = (conversation: string) => {
    partPerson(conversation)
      .catch((error: unknown) => toast({ tone: 'bad', text: problemText(error) }))
      .finally(refresh);
  };
  const pick = (one: Picked) => {
    setTake(new Set());
    setProblem(undefined);
    setPicked(one);
  };
  const merge = async () => {
    if (!picked || !preview.data) return;
    const { one, other, seen } = preview.data;
    setBusy(true);
    setProblem(undefined);
    try {
      await mergePersons(row.id, { other: picked.conversation, seen, take: [...take] });
      // The one that was alone is taken out again; of two that had company there is no such one.
      const alone = [other, one].find((side) => side.numbers.length === 1)?.numbers[0]?.conversation;
      toast({
        tone: 'good',
        text: say('merged'),
        ...(alone === undefined ? {} : { action: { label: say('undo'), run: () => undo(alone) } }),
      });
      refresh();
      onClose();
    } catch (error) {
      setProblem(reason(error));
      if (isApiError(error, 'conflict')) await preview.refetch();
    } finally {
      setBusy(false);
    }
  };

  if (!picked) {
    return (
      <Dialog
        open
        onOpenChange={onClose}
        title={say('pickTitle', { name: name(row) })}
        description={say('pickText')}
        size="m"
      >
        <PersonPicker row={row} own={numbers.map(({ conversation }) => conversation)} onPick={pick} />
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={say('previewTitle', { name: name(picked) })}
      description={say('previewText')}
      size="m"
      footer={
        <>
          <Button size="m" onClick={() => setPicked(undefined)}>
            {say('back')}
          </Button>
          <Button
            size="m"
            look="primary"
            disabled={busy || !preview.data || preview.isFetching}
            aria-busy={busy}
            onClick={() => void merge()}
          >
            {say('merge')}
          </Button>
        </>
      }
    >
      <div className={css.body}>
        {problem === undefined ? null : <Problem inline title={problem} />}
        {preview.isPending ? (
          <div className={css.wait} aria-busy="true">
            <p className="visually-hidden" role="status">
              {say('loading')}
            </p>
            {['a', 'b', 'c'].map((line) => (
              <Skeleton key={line} height="32px" />
            ))}
          </div>
        ) : preview.data ? (
          <MergeChoices
            preview={preview.data}
            take={take}
            onTake={(line, on) => {
              const next = new Set(take);
              if (on) next.add(line);
              else next.delete(line);
              setTake(next);
            }}
          />
        ) : (
          <Problem inline title={reason(preview.error)} onRetry={() => preview.refetch()} />
        )}
      </div>
    </Dialog>
  );
}
