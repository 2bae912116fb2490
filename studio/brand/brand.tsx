/** The brand: who customers see, how messages leave, and what is missing until they may. */
import { type ReactNode, useState } from 'react';
import { type BrandRecord, firstBrand, useBrands } from '../api/brands.ts';
import { useProblemText } from '../api/problem-text.ts';
import { useMay } from '../api/session.ts';
import { useCommands } from '../commands/registry.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { useTexts } from '../ui/i18n.ts';
import { Page } from '../ui/page.tsx';
import { usePageTitle } from '../ui/page-title.ts';
import { Problem } from '../ui/problem.tsx';
import { useQueryValue } from '../ui/router.tsx';
import { Select } from '../ui/select.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Tabs } from '../ui/tabs.tsx';
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
    <Page
      className={css.main}
      title={say('title')}
      lead={say('lead')}
      tools={
        data && data.length > 1 && brand ? (
          <Select
            aria-label={say('which')}
            value={brand.id}
            options={data.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={setChosen}
          />
        ) : null
      }
    >
      {isPending ? <BrandSkeleton /> : null}
      {!isPending && !data ? (
        <Problem title={say('loadFailed')} detail={problemText(error)} onRetry={() => refetch()} />
      ) : null}
      {data && !brand ? <EmptyState title={say('none')} /> : null}
      {/* Another brand is another form: nothing typed for one may be saved for the other. */}
      {brand ? <BrandParts key={brand.id} brand={brand} /> : null}
    </Page>
  );
}

function BrandParts({ brand }: { brand: BrandRecord }) {
  const say = useTexts(brandTexts);
  const [asked, setPart] = useQueryValue('part');
  const part = PARTS.find((one) => one === asked) ?? 'profile';
  const mayWrite = useMay('brand.write');
  const form = useBrandForm(brand);
  useCommands(
    mayWrite
      ? [
          {
            id: 'brand.save',
            title: say('save'),
            section: say('title'),
            keys: 'mod+s',
            whileTyping: true,
            enabled: form.dirty,
            run: form.save,
          },
        ]
      : [],
  );
  return (
    <>
      {mayWrite ? null : <p className={css.lookOnly}>{say('lookOnly')}</p>}
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
                <Changeable>
                  <ProfileForm form={form} />
                </Changeable>
                <BrandPreview fields={form.fields} />
              </div>
            ),
          },
          {
            id: 'rcs',
            label: say('rcs'),
            content: (
              <Changeable>
                <RcsForm brand={brand.id} form={form} />
              </Changeable>
            ),
          },
          {
            id: 'sms',
            label: say('sms'),
            content: (
              <Changeable>
                <SmsSection brand={brand.id} />
              </Changeable>
            ),
          },
          {
            id: 'launch',
            label: say('launch'),
            content: (
              <div className={css.launch}>
                <LaunchSteps brand={brand.id} onPart={(next) => setPart(next === 'profile' ? '' : next)} />
                <Changeable>
                  <Testers brand={brand.id} />
                </Changeable>
              </div>
            ),
          },
        ]}
      />
      {mayWrite ? <SaveBar form={form} /> : null}
    </>
  );
}

/** Fields that are there to be read, for those who may not change them. */
function Changeable({ children }: { children: ReactNode }) {
  const mayWrite = useMay('brand.write');
  return (
    <fieldset className={css.changeable} disabled={!mayWrite}>
      {children}
    </fieldset>
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
