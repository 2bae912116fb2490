/** The form of every kind of step. A new kind is one file beside this one and one line here. */
import type { ComponentType } from 'react';
import type { NodeKind } from '../../../flows/nodes/registry.ts';
import { AskForm } from './ask-form.tsx';
import { BranchForm } from './branch-form.tsx';
import { CallForm } from './call-form.tsx';
import { ChooseForm } from './choose-form.tsx';
import { EndForm } from './end-form.tsx';
import type { FormProps } from './form-props.ts';
import { HandoffForm } from './handoff-form.tsx';
import { SayForm } from './say-form.tsx';
import { SetForm } from './set-form.tsx';
import { SplitForm } from './split-form.tsx';
import { SubflowForm } from './subflow-form.tsx';
import { WaitForm } from './wait-form.tsx';

/** A missing line does not compile. */
const FORMS: { [K in NodeKind]: ComponentType<FormProps<K>> } = {
  say: SayForm,
  choose: ChooseForm,
  ask: AskForm,
  branch: BranchForm,
  set: SetForm,
  call: CallForm,
  wait: WaitForm,
  handoff: HandoffForm,
  subflow: SubflowForm,
  split: SplitForm,
  end: EndForm,
};

/** The table's type guarantees that a form gets steps of its own kind only. */
export function formOf(kind: NodeKind): ComponentType<FormProps<NodeKind>> {
  return FORMS[kind] as ComponentType<FormProps<NodeKind>>;
}
