/** The brand: who customers see, how messages leave, and what is missing until they may. */
import { useState } from 'react';
import { type BrandRecord, firstBrand, useBrands } from '../api/brands.ts';
import { useProblemText } from '../api/problem-text.ts';
import { useCommand } from '../commands/registry.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { useTexts } from '../ui/i18n.ts';
import { usePageTitle } from '../ui/page-title.ts';
import { Problem } from '../ui/problem.tsx';
import { useQueryValue } from '../ui/router.tsx';
import { Select } from '../ui/select.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { TopBar } from '../ui/top-bar.tsx';
import css from './brand.module.css';
import { BrandPreview } from './brand-preview.tsx';
import { brandTexts } from './brand-texts.ts';
import { LaunchSteps } from './launch-steps.tsx';
import { ProfileForm } from './profile-form.tsx';
import { RcsForm } from './rcs-form.tsx';
import { SaveBar } from './save-bar.tsx';
import { SmsSection } from './sms-section.tsx';
import { Testers } from './testers.tsx';
import { useBrandForm } from './use-brand-form.ts';

const PARTS = ['profile', 'rcs', 'sms', 'launch'] as const;
export type Part = (typeof PARTS)[number];

export function BrandScreen() {
  const say = useTexts(brandTexts);
  const problemText = useProblemText();
  usePageTitle(say('title'));
  const { data, error, isPending, refetch } = useBrands();
  const [chosen, setChosen] = useState<string>();
  const brand = data?.find(({ id }) => id === chosen) ?? firstBrand(data);
  return (
    <>
      <TopBar />
      <main id="content" className={css.main}>
        <header className={css.head}>
          <div>
            <h1>{say('title')}</h1>
            <p className={css.lead}>{say('lead')}</p>
          </div>
          {data && data.length > 1 && brand ? (
            <Select
              aria-label={say('which')}
              value={brand.id}
              options={data.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={setChosen}
            />
          ) : null}
        </header>
        {isPending ? <BrandSkeleton /> : null}
        {!isPending && !data ? (
          <Problem title={say('loadFailed')} detail={problemText(error)} onRetry={() => refetch()} />
        ) : null}
        {data && !brand ? <EmptyState title={say('none')} /> : null}
        {/* Another brand is another form: nothing typed for one may be saved for the other. */}
        {brand ? <BrandParts key={brand.id} brand={brand} /> : null}
      </main>
    </>
  );
}

function BrandParts({ brand }: { brand: BrandRecord }) {
  const say = useTexts(brandTexts);
  const [asked, setPart] = useQueryValue('part');
  const part = PARTS.find((one) => one === asked) ?? 'profile';
  const form = useBrandForm(brand);
  useCommand({
    id: 'brand.save',
    title: say('save'),
    section: say('title'),
    keys: 'mod+s',
    whileTyping: true,
    enabled: form.dirty,
    run: form.save,
  });
  return (
    <>
      <Tabs
        flush
        label={say('title')}
        value={part}
        onChange={(next) => setPart(next === 'profile' ? '' : next)}
        tabs={[
          {
            id: 'profile',
            label: say('profile'),
            content: (
              <div className={css.columns}>
                <ProfileForm form={form} />
                <BrandPreview fields={form.fields} />
              </div>
            ),
          },
          { id: 'rcs', label: say('rcs'), content: <RcsForm brand={brand.id} form={form} /> },
          { id: 'sms', label: say('sms'), content: <SmsSection brand={brand.id} /> },
          {
            id: 'launch',
            label: say('launch'),
            content: (
              <div className={css.launch}>
                <LaunchSteps brand={brand.id} onPart={(next) => setPart(next === 'profile' ? '' : next)} />
                <Testers brand={brand.id} />
              </div>
            ),
          },
        ]}
      />
      <SaveBar form={form} />
    </>
  );
}

function BrandSkeleton() {
  return (
    <div className={css.columns} aria-busy="true">
      <div className={css.fields}>
        {['a', 'b', 'c', 'd', 'e'].map((row) => (
          <div key={row} className={css.field}>
            <Skeleton width="90px" height="13px" />
            <Skeleton height="34px" />
          </div>
        ))}
      </div>
      <Skeleton height="420px" />
    </div>
  );
}
