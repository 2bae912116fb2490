/** How the brand sends and hears SMS: connected or not, loaded or not. */
import { useQuery } from '@tanstack/react-query';
import { MessageSquareOff } from 'lucide-react';
import { useState } from 'react';
import type { SmsView } from '../../server/contract.ts';
import { isApiError } from '../api/api-error.ts';
import { useProblemText } from '../api/problem-text.ts';
import { request } from '../api/request.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { useTexts } from '../ui/i18n.ts';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import css from './brand.module.css';
import { brandTexts } from './brand-texts.ts';
import { SmsForm } from './sms-form.tsx';
import { useOnboarding } from './use-onboarding.ts';

export function SmsSection({ brand }: { brand: string }) {
  const say = useTexts(brandTexts);
  const problemText = useProblemText();
  const [connecting, setConnecting] = useState(false);
  // Known already where the steps to the launch are: then nothing is asked for that is not there.
  const steps = useOnboarding(brand);
  const connected = steps.data?.steps.find(({ id }) => id === 'sms')?.state === 'done';
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['sms', brand],
    enabled: !steps.isPending,
    queryFn: async ({ signal }): Promise<SmsView | 'none'> => {
      if (steps.data && !connected) return 'none';
      try {
        return await request<SmsView>(`/brands/${encodeURIComponent(brand)}/sms`, { signal });
      } catch (problem) {
        // A brand that sends none has no such thing.
        if (isApiError(problem, 'not_found')) return 'none';
        throw problem;
      }
    },
  });
  if (isPending) {
    return (
      <div className={`${css.part} ${css.fields}`} aria-busy="true">
        <Skeleton height="34px" />
        <Skeleton height="34px" />
        <Skeleton height="34px" />
      </div>
    );
  }
  if (!data) {
    return <Problem title={say('smsLoadFailed')} detail={problemText(error)} onRetry={() => refetch()} />;
  }
  if (data === 'none' && !connecting) {
    return (
      <EmptyState
        icon={<MessageSquareOff size={20} aria-hidden />}
        title={say('smsNone')}
        text={say('smsNoneText')}
      >
        <Button look="primary" size="m" onClick={() => setConnecting(true)}>
          {say('smsConnect')}
        </Button>
      </EmptyState>
    );
  }
  return (
    <div className={css.part}>
      <SmsForm brand={brand} view={data === 'none' ? undefined : data} onEnded={() => setConnecting(false)} />
    </div>
  );
}
