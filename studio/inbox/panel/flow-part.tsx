/** The flow a customer is in: where it waits, what it knows, the way it came. */
import type { ReactNode } from 'react';
import type { Panel } from '../../../server/contract/inbox-work.ts';
import { useMay } from '../../api/session.ts';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { useMinute } from '../../ui/minute.ts';
import { Link } from '../../ui/router.tsx';
import { momentText } from '../short-time.ts';
import css from './customer-panel.module.css';
import { panelTexts } from './panel-texts.ts';
import { Facts, Fold, Part } from './part.tsx';

export function FlowPart({ panel: { flow } }: { panel: Panel }) {
  const say = useTexts(panelTexts);
  const region = useRegion();
  const now = useMinute();
  const mayFlows = useMay('flows.read');
  if (!flow) {
    return (
      <Part title={say('flow')}>
        <p className={css.soft}>{say('flowNone')}</p>
      </Part>
    );
  }
  const title = (node: string) => flow.nodes.find((one) => one.node === node)?.title ?? node;
  return (
    <Part title={say('flow')}>
      <p className={css.flow}>
        {mayFlows ? (
          <Link href={`/flows/${flow.id}`} aria-label={`${say('openFlow')}: ${flow.name}`}>
            <bdi>{flow.name}</bdi>
          </Link>
        ) : (
          <bdi>{flow.name}</bdi>
        )}
        <span className={css.soft}>v{flow.version}</span>
      </p>
      {flow.status === 'active' ? (
        <p className={css.at}>
          <span className={css.soft}>{say('waitsAt')}</span> <bdi>{flow.title ?? title(flow.node)}</bdi>
        </p>
      ) : (
        <p className={css.soft}>{say('flowDone')}</p>
      )}
      {flow.timers.length > 0 ? (
        <p className={css.soft}>
          {say('timers')}:{' '}
          {flow.timers
            .map(({ node, at }) => say('timerAt', { node: title(node), when: momentText(at, now, region) }))
            .join('; ')}
        </p>
      ) : null}
      <Fold title={say('variables', { count: flow.variables.length })} open>
        {flow.variables.length === 0 ? (
          <p className={css.soft}>{say('noVariables')}</p>
        ) : (
          <Facts
            facts={flow.variables.map(({ name, value }): [string, ReactNode] => [
              name,
              <span key={name} className={css.value} dir="auto">
                {typeof value === 'string' ? value : JSON.stringify(value)}
              </span>,
            ])}
          />
        )}
      </Fold>
      {flow.path.length > 0 ? (
        <Fold title={say('path', { count: flow.path.length })}>
          <ol className={css.path}>
            {flow.path.map((step) => (
              <li key={`${step.at} ${step.node}`}>
                <bdi>{step.title ?? title(step.node)}</bdi>
                {step.answer ? (
                  <span className={css.answer} dir="auto">
                    {step.answer}
                  </span>
                ) : null}
              </li>
            ))}
          </ol>
        </Fold>
      ) : null}
    </Part>
  );
}
