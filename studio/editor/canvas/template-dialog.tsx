/** A template taken into the empty flow that is open, as one step that can be undone. Knows the gallery's routes. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useState } from 'react';
import type { Flow } from '../../../flows/flow.ts';
import type { GalleryItem } from '../../../server/contract.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { request } from '../../api/request.ts';
import { useDocument } from '../../document/store.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { dictionary, useLocale, useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useSectorName } from '../../ui/sector-names.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import css from './template-dialog.module.css';
import { fitAll } from './view.ts';
import { EDITS } from './words-for-edits.ts';

const texts = dictionary(
  {
    title: 'Begin with a template',
    text: 'Its steps come into this flow, which keeps its name. It can be undone.',
    search: 'Search the templates',
    loading: 'Looking for templates',
    failed: 'The templates could not be loaded.',
    notTaken: 'The template could not be taken.',
    steps: '{n} steps',
    nothing: 'No template has “{search}”.',
    none: 'No templates were shipped with this server.',
  },
  {
    title: 'Partir d’un modèle',
    text: 'Ses étapes viennent dans ce parcours, qui garde son nom. Cela peut être annulé.',
    search: 'Chercher un modèle',
    loading: 'Recherche des modèles',
    failed: 'Les modèles n’ont pas pu être chargés.',
    notTaken: 'Le modèle n’a pas pu être pris.',
    steps: '{n} étapes',
    nothing: 'Aucun modèle ne contient « {search} ».',
    none: 'Aucun modèle n’est fourni avec ce serveur.',
  },
);

/** As many are seen at once, and need no search. */
const FEW = 6;

export function TemplateDialog({ onClose }: { onClose: () => void }) {
  const say = useTexts(texts);
  const reader = useLocale();
  const words = useProblemText();
  const sectorName = useSectorName();
  const [search, setSearch] = useState('');
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['gallery'],
    queryFn: ({ signal }) => request<{ items: GalleryItem[] }>('/gallery', { signal }),
  });
  const take = useMutation({
    mutationFn: (id: string) => request<{ document: Flow }>(`/gallery/${encodeURIComponent(id)}`),
    onSuccess: ({ document }) => {
      onClose();
      useDocument.getState().edit(EDITS.template, (flow) => ({ ...document, id: flow.id, name: flow.name }));
      requestAnimationFrame(fitAll);
    },
  });
  const sought = search.trim().toLocaleLowerCase(reader);
  const found = (data?.items ?? []).filter(({ name, sector, description }) =>
    [name, sectorName(sector), description[reader]].join(' ').toLocaleLowerCase(reader).includes(sought),
  );
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={say('title')} description={say('text')}>
      {error ? (
        <Problem inline title={say('failed')} detail={words(error)} onRetry={() => void refetch()} />
      ) : (
        <>
          {(data?.items.length ?? 0) > FEW ? (
            <Input
              type="search"
              aria-label={say('search')}
              placeholder={say('search')}
              value={search}
              onChange={setSearch}
              before={<Search size={14} aria-hidden />}
            />
          ) : null}
          {take.error ? <Problem inline title={say('notTaken')} detail={words(take.error)} /> : null}
          <ul className={css.list} aria-busy={isPending}>
            {isPending ? (
              <li>
                <span className="visually-hidden">{say('loading')}</span>
                <Skeleton height="56px" />
              </li>
            ) : null}
            {found.map(({ id, name, sector, description, nodes, locales }) => (
              <li key={id}>
                <button
                  type="button"
                  className={css.item}
                  disabled={take.isPending}
                  aria-busy={take.isPending && take.variables === id}
                  onClick={() => take.mutate(id)}
                >
                  <span className={css.head}>
                    <strong dir="auto">{name}</strong>
                    <span className={css.facts}>
                      {sectorName(sector)} · {say('steps', { n: nodes })} ·{' '}
                      {locales.map((one) => one.toUpperCase()).join(' ')}
                    </span>
                  </span>
                  <span className={css.text} dir="auto">
                    {description[reader]}
                  </span>
                </button>
              </li>
            ))}
            {!isPending && found.length === 0 ? (
              <li className={css.none}>
                {sought === '' ? say('none') : say('nothing', { search: search.trim() })}
              </li>
            ) : null}
          </ul>
        </>
      )}
    </Dialog>
  );
}
