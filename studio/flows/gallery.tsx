/** Finished flows, ordered and found by sector, each with its conversation on a phone; "Use this" makes it yours. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import type { FlowDetail, GalleryItem } from '../../server/contract.ts';
import { FLOWS_KEY } from '../api/flows.ts';
import { useProblemText } from '../api/problem-text.ts';
import { request } from '../api/request.ts';
import { useMay } from '../api/session.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { useLocale, useTexts } from '../ui/i18n.ts';
import { Input } from '../ui/input.tsx';
import { Problem } from '../ui/problem.tsx';
import { useSectorName } from '../ui/sector-names.ts';
import { Select } from '../ui/select.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { toast } from '../ui/toast.ts';
import { flowTexts } from './flow-texts.ts';
import css from './gallery.module.css';
import { GalleryCard } from './gallery-card.tsx';
import { searchFlows } from './sort-flows.ts';

/** What is shipped does not change while the server runs. */
const FRESH_MS = 600_000;

export function Gallery({ onUsed }: { onUsed: (id: string) => void }) {
  const say = useTexts(flowTexts);
  const problemText = useProblemText();
  const sectorName = useSectorName();
  const language = useLocale();
  const mayWrite = useMay('flows.write');
  const [search, setSearch] = useState('');
  const [sector, setSector] = useState('');
  const sought = useDeferredValue(search);
  const { data, error, refetch, isPending } = useQuery({
    queryKey: ['gallery'],
    queryFn: ({ signal }) => request<{ items: GalleryItem[] }>('/gallery', { signal }),
    staleTime: FRESH_MS,
  });
  const use = useMutation({
    mutationFn: (item: GalleryItem) =>
      request<FlowDetail>(`/gallery/${encodeURIComponent(item.id)}/use`, { method: 'POST', body: {} }),
    onSuccess: (made, _item, _variables, { client }) => {
      client.invalidateQueries({ queryKey: FLOWS_KEY });
      toast({ tone: 'good', text: say('used', { name: made.name }) });
      onUsed(made.id);
    },
    onError: (problem) => toast({ tone: 'bad', text: say('actionFailed', { reason: problemText(problem) }) }),
  });

  if (isPending) return <GallerySkeleton />;
  if (!data) return <Problem title={say('galleryFailed')} detail={problemText(error)} onRetry={refetch} />;
  const names = new Intl.Collator(language);
  const sectors = [...new Set(data.items.map((item) => item.sector))].sort((one, other) =>
    names.compare(sectorName(one), sectorName(other)),
  );
  const found = searchFlows(data.items, sought)
    .filter((item) => sector === '' || item.sector === sector)
    .sort((one, other) => sectors.indexOf(one.sector) - sectors.indexOf(other.sector));
  return (
    <>
      <div className={css.tools}>
        <Input
          type="search"
          className={css.search}
          aria-label={say('gallerySearch')}
          placeholder={say('searchShort')}
          value={search}
          onChange={setSearch}
          before={<Search size={14} aria-hidden />}
        />
        <Select
          aria-label={say('sector')}
          value={sector}
          options={[
            { value: '', label: say('allSectors') },
            ...sectors.map((name) => ({ value: name, label: sectorName(name) })),
          ]}
          onChange={setSector}
        />
      </div>
      {found.length > 0 ? (
        <ul className={css.cards}>
          {found.map((item) => (
            <li key={item.id}>
              <GalleryCard
                item={item}
                busy={use.isPending && use.variables?.id === item.id}
                onUse={mayWrite ? () => use.isPending || use.mutate(item) : undefined}
              />
            </li>
          ))}
        </ul>
      ) : (
        <EmptyState small title={say('galleryNothing', { search: search.trim() || sectorName(sector) })}>
          <Button
            size="s"
            onClick={() => {
              setSearch('');
              setSector('');
            }}
          >
            {say('clearSearch')}
          </Button>
        </EmptyState>
      )}
    </>
  );
}

function GallerySkeleton() {
  return (
    <div aria-busy="true">
      <div className={css.tools}>
        <Skeleton width="280px" height="34px" />
      </div>
      <div className={css.cards}>
        <Skeleton height="520px" />
        <Skeleton height="520px" />
        <Skeleton height="520px" />
      </div>
    </div>
  );
}
