/** What is in a flow file and what importing it would change; the choice of what it becomes. */
import { CircleAlert, CircleCheck, FileJson, TriangleAlert } from 'lucide-react';
import { type ImportedFlow, useFlows } from '../api/flows.ts';
import { useLocale, useTexts } from '../ui/i18n.ts';
import { flowTexts } from './flow-texts.ts';
import css from './import-dialog.module.css';
import { ShortList } from './short-list.tsx';

export type ImportInto = 'new' | 'draft';

interface Props {
  plan: ImportedFlow;
  /** The id the document itself has. */
  taken: string | undefined;
  into: ImportInto;
  onInto: (into: ImportInto) => void;
}

export function ImportReview({ plan, taken, into, onInto }: Props) {
  const say = useTexts(flowTexts);
  const language = useLocale();
  const flows = useFlows().data ?? [];
  const existing = plan.differences ? flows.find(({ id }) => id === taken) : undefined;
  const errors = plan.findings.filter(({ severity }) => severity === 'error');
  const warnings = plan.findings.filter(({ severity }) => severity === 'warning');
  const differences = plan.differences ?? [];
  return (
    <div className={css.review}>
      <div className={css.what}>
        <FileJson size={20} aria-hidden />
        <div>
          <p className={css.name} dir="auto">
            {plan.name}
          </p>
          <p className={css.facts}>
            {say('stepsCount', { count: plan.nodes })} · {say('importId')}{' '}
            <code>{existing && into === 'draft' ? existing.id : plan.id}</code>
          </p>
          {plan.migratedFrom === undefined ? null : (
            <p className={css.facts}>{say('importMigrated', { from: plan.migratedFrom })}</p>
          )}
        </div>
      </div>
      {existing ? (
        <fieldset className={css.ways}>
          <legend>{say('importAs')}</legend>
          {(['new', 'draft'] as const).map((way) => (
            <label key={way} className={css.way}>
              <input type="radio" name="into" checked={into === way} onChange={() => onInto(way)} />
              <span>
                {way === 'new' ? say('importAsNew') : say('importAsDraft', { name: existing.name })}
                <span className={css.hint}>
                  {say(way === 'new' ? 'importAsNewHint' : 'importAsDraftHint')}
                  {way === 'new' && plan.renamed ? ` ${say('importRenamed', { id: plan.id })}` : null}
                </span>
              </span>
            </label>
          ))}
        </fieldset>
      ) : null}
      {existing && into === 'draft' ? (
        <section className={css.part}>
          <h3>{say('importDifferences')}</h3>
          {differences.length === 0 ? (
            <p className={css.hint}>{say('importSame')}</p>
          ) : (
            <ShortList items={differences.map(({ what }) => what[language])} more="importMoreDifferences" />
          )}
        </section>
      ) : null}
      <section className={css.part}>
        {errors.length === 0 && warnings.length === 0 ? (
          <h3 className={css.clean}>
            <CircleCheck size={15} aria-hidden />
            {say('importClean')}
          </h3>
        ) : null}
        {errors.length > 0 ? (
          <>
            <h3 className={css.errors}>
              <CircleAlert size={15} aria-hidden />
              {errors.length === 1 ? say('importErrorsOne') : say('importErrors', { count: errors.length })}
            </h3>
            <ShortList items={errors.map(({ message }) => message[language])} more="importMoreFindings" />
          </>
        ) : null}
        {warnings.length > 0 ? (
          <>
            <h3 className={css.warnings}>
              <TriangleAlert size={15} aria-hidden />
              {warnings.length === 1
                ? say('importWarningsOne')
                : say('importWarnings', { count: warnings.length })}
            </h3>
            <ShortList items={warnings.map(({ message }) => message[language])} more="importMoreFindings" />
          </>
        ) : null}
      </section>
    </div>
  );
}
