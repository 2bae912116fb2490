/** The brand in its fields: what was changed, what is wrong with it, and saving it. Knows no markup. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { BRANDS_KEY, type BrandRecord, saveBrand } from '../api/brands.ts';
import { useProblemText } from '../api/problem-text.ts';
import { useTexts } from '../ui/i18n.ts';
import { toast } from '../ui/toast.ts';
import { type BrandFields, brandOf, faultsOf, fieldsOf } from './brand-form.ts';
import { brandTexts } from './brand-texts.ts';

export function useBrandForm(brand: BrandRecord) {
  const say = useTexts(brandTexts);
  const problemText = useProblemText();
  const client = useQueryClient();
  /** Only what was changed, so that what others save meanwhile is not put back. */
  const [changes, setChanges] = useState<Partial<BrandFields>>({});
  const [shown, setShown] = useState<ReadonlySet<keyof BrandFields>>(new Set());
  const stored = fieldsOf(brand);
  const fields = { ...stored, ...changes };
  const faults = faultsOf(fields);
  const dirty = Object.keys(changes).length > 0;
  const saving = useMutation({
    mutationFn: (next: BrandRecord) => saveBrand(next),
    onSuccess(saved) {
      client.setQueryData<BrandRecord[]>(BRANDS_KEY, (brands) =>
        brands?.map((one) => (one.id === saved.id ? saved : one)),
      );
      client.invalidateQueries({ queryKey: ['onboarding', saved.id] });
      setChanges({});
      setShown(new Set());
      toast({ tone: 'good', text: say('saved') });
    },
    onError: (error) => toast({ tone: 'bad', text: say('saveFailed', { reason: problemText(error) }) }),
  });

  useEffect(() => {
    if (!dirty) return;
    const hold = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', hold);
    return () => window.removeEventListener('beforeunload', hold);
  }, [dirty]);

  return {
    fields,
    dirty,
    /** Saving was tried, or a field was left, and something is wrong. */
    faulty: (Object.keys(faults) as (keyof BrandFields)[]).some((name) => shown.has(name)),
    busy: saving.isPending,
    /** The fault of a field, once it was left or saving was tried. */
    fault(name: keyof BrandFields): string | undefined {
      const fault = faults[name];
      return fault && shown.has(name) ? say(fault.text, fault.values) : undefined;
    },
    set<Name extends keyof BrandFields>(name: Name, value: BrandFields[Name]): void {
      setChanges(({ [name]: _before, ...rest }) =>
        value === stored[name] ? (rest as Partial<BrandFields>) : { ...rest, [name]: value },
      );
    },
    /** A field was left: from now on it says what is wrong with it. */
    leave(name: keyof BrandFields): void {
      setShown((before) => (before.has(name) ? before : new Set([...before, name])));
    },
    discard(): void {
      setChanges({});
      setShown(new Set());
    },
    save(): void {
      if (!dirty || saving.isPending) return;
      const wrong = Object.keys(faults) as (keyof BrandFields)[];
      if (wrong.length > 0) {
        setShown(new Set([...shown, ...wrong]));
        // The marks have to be drawn before the first of them can be found.
        requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      } else {
        saving.mutate(brandOf(brand.id, fields));
      }
    },
  };
}

export type BrandForm = ReturnType<typeof useBrandForm>;
