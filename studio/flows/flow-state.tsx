/** Whether a flow is a draft, live, changed since, or archived: as a badge. */
import type { FlowSummary } from '../../server/contract.ts';
import { Badge } from '../ui/badge.tsx';
import { useTexts } from '../ui/i18n.ts';
import { flowTexts } from './flow-texts.ts';

export function FlowState({ flow }: { flow: FlowSummary }) {
  const say = useTexts(flowTexts);
  const version = { version: flow.published };
  if (flow.archived) return <Badge title={say('archivedTitle')}>{say('archived')}</Badge>;
  if (flow.published === 0) return <Badge title={say('draftTitle')}>{say('draft')}</Badge>;
  return (
    <>
      <Badge tone="good" dot title={say('publishedTitle', version)}>
        {say('published')} · {flow.published}
      </Badge>{' '}
      {flow.changed ? (
        <Badge tone="accent" title={say('changedTitle', version)}>
          {say('changed')}
        </Badge>
      ) : null}
    </>
  );
}
