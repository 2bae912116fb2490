/** The way to the launch as a list: what is done, what is missing and where to mend it. */
import { Circle, CircleCheck, CircleDashed, CircleMinus, Clock } from 'lucide-react';
import type { Onboarding } from '../../server/contract.ts';
import { useProblemText } from '../api/problem-text.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { useTexts } from '../ui/i18n.ts';
import { Problem } from '../ui/problem.tsx';
import { navigate } from '../ui/router.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import type { Part } from './brand.tsx';
import { brandTexts } from './brand-texts.ts';
import css from './launch-steps.module.css';
import { useOnboarding } from './use-onboarding.ts';

type Step = Onboarding['steps'][number];
type Text = keyof (typeof brandTexts)['en'];

interface Words {
  title: Text;
  todo?: Text;
  waiting?: Text;
  optional?: Text;
  done?: Text;
  /** Where it is mended: a part of this page, or another page. */
  where?: Part | `/${string}`;
}

const STEPS: Record<Step['id'], Words> = {
  profile: { title: 'stepProfile', todo: 'stepProfileTodo', where: 'profile' },
  agent: { title: 'stepAgent', todo: 'stepAgentTodo', where: 'rcs' },
  'service-account': { title: 'stepAccount', todo: 'stepAccountTodo' },
  'public-url': { title: 'stepPublic', todo: 'stepPublicTodo' },
  webhook: { title: 'stepWebhook', todo: 'stepWebhookTodo', waiting: 'stepWebhookWaiting', where: 'rcs' },
  flow: { title: 'stepFlow', todo: 'stepFlowTodo', where: '/flows' },
  stop: { title: 'stepStop', done: 'stepStopDone' },
  help: { title: 'stepHelp', todo: 'stepHelpTodo', where: '/flows' },
  testers: {
    title: 'stepTesters',
    todo: 'stepTestersTodo',
    waiting: 'stepTestersWaiting',
    optional: 'stepTestersTodo',
  },
  launch: { title: 'stepLaunch', todo: 'stepLaunchTodo', waiting: 'stepLaunchWaiting' },
  sms: { title: 'stepSms', optional: 'stepSmsOptional', where: 'sms' },
};
const LOOKS: Record<Step['state'], { tone: Tone; Icon: typeof Circle }> = {
  done: { tone: 'good', Icon: CircleCheck },
  todo: { tone: 'warn', Icon: Circle },
  waiting: { tone: 'accent', Icon: Clock },
  optional: { tone: 'neutral', Icon: CircleDashed },
  unneeded: { tone: 'neutral', Icon: CircleMinus },
};
const MISSING: Readonly<Record<string, Text>> = {
  name: 'missingName',
  logo: 'missingLogo',
  description: 'missingDescription',
  color: 'missingColor',
  contact: 'missingContact',
  'color-contrast': 'missingContrast',
};

interface Props {
  brand: string;
  onPart: (part: Part) => void;
}

export function LaunchSteps({ brand, onPart }: Props) {
  const say = useTexts(brandTexts);
  const problemText = useProblemText();
  const { data, error, isPending, refetch } = useOnboarding(brand);
  if (isPending) return <StepsSkeleton />;
  if (!data) {
    return <Problem inline title={say('onboardingFailed')} detail={problemText(error)} onRetry={refetch} />;
  }
  const counted = data.steps.filter(({ state }) => state !== 'unneeded' && state !== 'optional');
  const done = counted.filter(({ state }) => state === 'done').length;
  return (
    <section>
      <div className={css.head}>
        <p className={css.lead}>{say('onboardingLead')}</p>
        <p className={css.progress}>{say('progress', { done, all: counted.length })}</p>
      </div>
      <ol className={css.steps}>
        {data.steps.map((step) => (
          <StepRow key={step.id} step={step} onPart={onPart} />
        ))}
      </ol>
    </section>
  );
}

function StepRow({ step, onPart }: { step: Step; onPart: (part: Part) => void }) {
  const say = useTexts(brandTexts);
  const words = STEPS[step.id];
  const { tone, Icon } = LOOKS[step.state];
  const text = step.state === 'unneeded' ? undefined : words[step.state];
  const missing = step.facts.flatMap((fact) => MISSING[fact] ?? []).map((key) => say(key));
  const { where } = words;
  return (
    <li className={css.step} data-state={step.state}>
      <Icon size={18} className={css.icon} aria-hidden />
      <div className={css.words}>
        <div className={css.title}>
          <h2>{say(words.title)}</h2>
          <Badge tone={tone}>{say(step.state)}</Badge>
        </div>
        {text ? (
          <p>{say(text, { missing: missing.join(', '), address: step.facts[0] ?? '' })}</p>
        ) : step.state === 'done' && step.facts.length > 0 ? (
          <p dir="auto">{step.facts.slice(0, 3).join(', ')}</p>
        ) : null}
      </div>
      {where && step.state !== 'done' && step.state !== 'unneeded' ? (
        <Button
          size="s"
          aria-label={`${say('openPart')}: ${say(words.title)}`}
          onClick={() => (where.startsWith('/') ? navigate(where) : onPart(where as Part))}
        >
          {say('openPart')}
        </Button>
      ) : null}
    </li>
  );
}

function StepsSkeleton() {
  return (
    <div aria-busy="true">
      {['a', 'b', 'c', 'd', 'e', 'f'].map((row) => (
        <div key={row} className={css.step}>
          <Skeleton width="18px" height="18px" round />
          <Skeleton width="46%" height="14px" />
          <Skeleton width="56px" height="20px" round />
        </div>
      ))}
    </div>
  );
}
