/** Books a free time of a calendar for a customer; the message about it goes to whoever asked. Sends nothing. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Message } from '../../../flows/message.ts';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { isApiError } from '../../api/api-error.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Select } from '../../ui/select.tsx';
import { toast } from '../../ui/toast.ts';
import { factsOf } from '../use-act.ts';
import { book, listCalendars, readFreeTimes } from './agreement-requests.ts';
import { agreementTexts, refusalKey } from './agreement-texts.ts';
import css from './composer.module.css';
import { useOnceKey } from './use-once-key.ts';

interface Props {
  row: Row;
  onMade: (message: Message) => void;
  onClose: () => void;
}

export function AppointmentDialog({ row, onMade, onClose }: Props) {
  const say = useTexts(agreementTexts);
  const region = useRegion();
  const problemText = useProblemText();
  const keyOf = useOnceKey();
  const [chosen, setChosen] = useState<{
    calendar?: string;
    service?: string;
    date?: string;
    start?: string;
  }>({});
  const [name, setName] = useState(row.name ?? '');
  const [note, setNote] = useState('');
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const calendars = useQuery({
    queryKey: ['inbox', 'calendars', row.id],
    queryFn: ({ signal }) => listCalendars(row.id, signal),
  });
  const items = calendars.data?.items ?? [];
  const calendar = items.find(({ id }) => id === chosen.calendar) ?? items[0];
  const service = calendar?.services.find(({ id }) => id === chosen.service) ?? calendar?.services[0];
  const { date: wanted } = chosen;
  const free = useQuery({
    queryKey: ['inbox', 'free-times', row.id, calendar?.id, service?.id, wanted],
    queryFn: ({ signal }) =>
      readFreeTimes(
        row.id,
        {
          calendar: calendar?.id ?? '',
          service: service?.id ?? '',
          ...(wanted === undefined ? {} : { date: wanted }),
        },
        signal,
      ),
    enabled: calendar !== undefined && service !== undefined,
    // Times are taken by others too: what was free a while ago is asked for again.
    gcTime: 0,
  });
  const times = free.data?.times ?? [];
  const start = times.find((one) => one.start === chosen.start)?.start ?? times[0]?.start;
  const timezone = calendar?.timezone ?? 'UTC';
  const dayText = (day: string) =>
    new Intl.DateTimeFormat(region, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      timeZone: 'UTC',
    }).format(new Date(`${day}T12:00:00Z`));
  const timeText = (at: string) =>
    new Intl.DateTimeFormat(region, { hour: '2-digit', minute: '2-digit', timeZone: timezone }).format(
      new Date(at),
    );
  const bookIt = async () => {
    if (!calendar || !service || start === undefined) return;
    setBusy(true);
    setFault(undefined);
    const wish = {
      calendar: calendar.id,
      service: service.id,
      start,
      ...(name.trim() === '' ? {} : { name: name.trim() }),
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    };
    try {
      const { booking, message } = await book(row.id, keyOf(wish), wish);
      toast({ tone: 'good', text: say('booked', { number: booking.number }) });
      onMade(message);
    } catch (error) {
      const known = isApiError(error, 'service_refused') ? refusalKey(factsOf(error).code) : undefined;
      setFault(known ? say(known) : problemText(error));
      void free.refetch();
    } finally {
      setBusy(false);
    }
  };
  const failed = calendars.error ?? free.error;
  return (
    <FormDialog
      title={say('appointment')}
      description={say('appointmentText')}
      confirm={say('appointmentDo')}
      busy={busy || start === undefined || free.isFetching}
      onClose={onClose}
      onSubmit={() => void bookIt()}
    >
      {failed ? (
        <Problem
          title={problemText(failed)}
          onRetry={() => void (calendars.error ? calendars.refetch() : free.refetch())}
        />
      ) : calendars.isPending ? (
        <p role="status">{say('loading')}</p>
      ) : !calendar || !service ? (
        <p>{say('noCalendars')}</p>
      ) : (
        <>
          {items.length > 1 ? (
            <Field label={say('calendar')}>
              {(control) => (
                <Select
                  {...control}
                  value={calendar.id}
                  options={items.map((one) => ({ value: one.id, label: one.name }))}
                  onChange={(id) => setChosen({ calendar: id })}
                />
              )}
            </Field>
          ) : null}
          <Field label={say('service')}>
            {(control) => (
              <Select
                {...control}
                value={service.id}
                options={calendar.services.map((one) => ({
                  value: one.id,
                  label: say('serviceItem', { name: one.name, minutes: one.minutes }),
                }))}
                onChange={(id) => setChosen({ calendar: calendar.id, service: id })}
              />
            )}
          </Field>
          {free.isPending ? (
            <p role="status">{say('loading')}</p>
          ) : start === undefined ? (
            <p role="status">{say('noTimes')}</p>
          ) : (
            <>
              <Field label={say('day')}>
                {(control) => (
                  <Select
                    {...control}
                    value={free.data?.date ?? ''}
                    options={(free.data?.days ?? []).map(({ date, free: count }) => ({
                      value: date,
                      label: say('dayItem', { day: dayText(date), count }),
                    }))}
                    onChange={(date) => setChosen({ calendar: calendar.id, service: service.id, date })}
                  />
                )}
              </Field>
              <Field label={say('time', { zone: timezone })}>
                {(control) => (
                  <Select
                    {...control}
                    value={start}
                    options={times.map((one) => ({ value: one.start, label: timeText(one.start) }))}
                    onChange={(next) => setChosen({ ...chosen, start: next })}
                  />
                )}
              </Field>
            </>
          )}
          <Field label={say('name')}>
            {(control) => <Input {...control} maxLength={200} value={name} onChange={setName} />}
          </Field>
          <Field label={say('note')}>
            {(control) => <Input {...control} maxLength={2000} value={note} onChange={setNote} />}
          </Field>
        </>
      )}
      {fault ? (
        <p className={css.refused} role="alert">
          {fault}
        </p>
      ) : null}
    </FormDialog>
  );
}
