/** Who works here: the list, invitations, roles, leaving, links to a new password. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Ellipsis, ShieldCheck, UserPlus, X } from 'lucide-react';
import { useState } from 'react';
import type { InvitationView, MadeLink, People, PersonView } from '../../server/contract/people.ts';
import { isApiError } from '../api/api-error.ts';
import { useProblemText } from '../api/problem-text.ts';
import { request } from '../api/request.ts';
import { roleTexts } from '../api/role-names.ts';
import { useMay, useSession } from '../api/session.ts';
import { Ago } from '../ui/ago.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Confirm } from '../ui/dialog.tsx';
import { useRegion, useTexts } from '../ui/i18n.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu } from '../ui/menu.tsx';
import type { MenuEntry } from '../ui/menu-entry.ts';
import { Page } from '../ui/page.tsx';
import { usePageTitle } from '../ui/page-title.ts';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import table from '../ui/table.module.css';
import { toast } from '../ui/toast.ts';
import { InviteDialog } from './invite-dialog.tsx';
import { LinkDialog } from './link-dialog.tsx';
import css from './people.module.css';
import { peopleTexts } from './people-texts.ts';
import { ResetDialog } from './reset-dialog.tsx';
import { RolesDialog } from './roles-dialog.tsx';

export const PEOPLE_KEY = ['people'] as const;

/** What is open over the list. */
type Open =
  | { kind: 'invite' }
  | { kind: 'roles' | 'reset' | 'deactivate'; person: PersonView }
  | { kind: 'link'; email: string; link: MadeLink };

export function PeopleScreen() {
  const say = useTexts(peopleTexts);
  const problemText = useProblemText();
  usePageTitle(say('title'));
  const client = useQueryClient();
  const mayWrite = useMay('people.write');
  const [open, setOpen] = useState<Open>();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: PEOPLE_KEY,
    queryFn: ({ signal }) => request<People>('/people', { signal }),
  });
  const renew = () => client.invalidateQueries({ queryKey: PEOPLE_KEY });
  const close = () => setOpen(undefined);

  const setActive = useMutation({
    mutationFn: ({ person, active }: { person: PersonView; active: boolean }) =>
      request<PersonView>(`/people/${person.id}`, { method: 'PUT', body: { active } }),
    onSuccess(_none, { person: { name }, active }) {
      toast({ text: say(active ? 'activated' : 'deactivated', { name }) });
      close();
      renew();
    },
    onError(problem) {
      close();
      toast({
        tone: 'bad',
        text: isApiError(problem, 'last_owner') ? say('lastOwner') : problemText(problem),
      });
    },
  });

  const entriesFor = (person: PersonView): MenuEntry[] => [
    ...(mayWrite ? [{ label: say('changeRoles'), run: () => setOpen({ kind: 'roles', person }) }] : []),
    ...(person.active ? [{ label: say('offerReset'), run: () => setOpen({ kind: 'reset', person }) }] : []),
    ...(mayWrite
      ? [
          'separator' as const,
          person.active
            ? { label: say('deactivate'), danger: true, run: () => setOpen({ kind: 'deactivate', person }) }
            : { label: say('activate'), run: () => setActive.mutate({ person, active: true }) },
        ]
      : []),
  ];

  return (
    <>
      <Page
        title={say('title')}
        lead={say('lead')}
        tools={
          mayWrite ? (
            <Button look="primary" size="m" onClick={() => setOpen({ kind: 'invite' })}>
              <UserPlus size={16} aria-hidden />
              {say('invite')}
            </Button>
          ) : null
        }
      >
        {isPending ? (
          <div className={css.skeleton} aria-busy="true">
            {['a', 'b', 'c'].map((row) => (
              <Skeleton key={row} height="48px" />
            ))}
          </div>
        ) : null}
        {!isPending && !data ? (
          <Problem title={say('loadFailed')} detail={problemText(error)} onRetry={() => refetch()} />
        ) : null}
        {data ? (
          <>
            <PeopleTable people={data.people} entriesFor={entriesFor} />
            <Invitations
              invitations={data.invitations}
              onWithdrawn={(email) => {
                toast({ text: say('withdrawn', { email }) });
                renew();
              }}
            />
          </>
        ) : null}
      </Page>
      {open?.kind === 'invite' ? (
        <InviteDialog
          onClose={close}
          onInvited={({ invitation: { email }, link }) => {
            setOpen({ kind: 'link', email, link });
            renew();
          }}
        />
      ) : null}
      {open?.kind === 'roles' ? (
        <RolesDialog
          person={open.person}
          onClose={close}
          onSaved={() => {
            toast({ tone: 'good', text: say('rolesSaved', { name: open.person.name }) });
            close();
            renew();
          }}
        />
      ) : null}
      {open?.kind === 'reset' ? (
        <ResetDialog
          person={open.person}
          onClose={close}
          onMade={(link) => setOpen({ kind: 'link', email: open.person.email, link })}
        />
      ) : null}
      {open?.kind === 'link' ? <LinkDialog email={open.email} link={open.link} onClose={close} /> : null}
      {open?.kind === 'deactivate' ? (
        <Confirm
          open
          danger
          onOpenChange={close}
          title={say('deactivateTitle', { name: open.person.name })}
          text={say('deactivateText')}
          confirm={say('deactivate')}
          busy={setActive.isPending}
          onConfirm={() => setActive.mutate({ person: open.person, active: false })}
        />
      ) : null}
    </>
  );
}

function PeopleTable({
  people,
  entriesFor,
}: {
  people: readonly PersonView[];
  entriesFor: (person: PersonView) => MenuEntry[];
}) {
  const say = useTexts(peopleTexts);
  const sayRole = useTexts(roleTexts);
  const own = useSession(({ me }) => me?.id);
  return (
    <table className={classNames(table.table, css.table)}>
      <thead>
        <tr>
          <th scope="col">{say('name')}</th>
          <th scope="col" className={css.rolesColumn}>
            {say('roles')}
          </th>
          <th scope="col" className={css.seenColumn}>
            {say('seen')}
          </th>
          <th scope="col" className={css.actionsColumn}>
            <span className="visually-hidden">{say('actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => {
          const { id, name, email, roles, active, secondFactor, seenAt } = person;
          const entries = id === own ? [] : entriesFor(person);
          return (
            <tr key={id} className={active ? undefined : css.off}>
              <th scope="row">
                <span className={css.person}>
                  <Avatar name={name} decorative size={32} />
                  <span className={css.words}>
                    <span className={css.who}>
                      <bdi>{name}</bdi>
                      {id === own ? <Badge>{say('you')}</Badge> : null}
                      {active ? null : <Badge tone="warn">{say('inactive')}</Badge>}
                    </span>
                    <span className={css.email} dir="ltr" title={email}>
                      {email}
                    </span>
                  </span>
                </span>
              </th>
              <td>
                <span className={css.roles}>
                  {roles.map((role) => (
                    <Badge key={role} tone={role === 'owner' ? 'accent' : 'neutral'}>
                      {sayRole(role)}
                    </Badge>
                  ))}
                  {secondFactor ? (
                    <Badge tone="good" icon={<ShieldCheck size={12} aria-hidden />}>
                      {say('secondFactor')}
                    </Badge>
                  ) : null}
                </span>
              </td>
              <td className={css.seenColumn}>{seenAt === undefined ? say('never') : <Ago at={seenAt} />}</td>
              <td className={css.actionsColumn}>
                {entries.length === 0 ? null : (
                  <Menu
                    align="end"
                    trigger={
                      <IconButton
                        label={say('actionsFor', { name })}
                        icon={<Ellipsis size={16} aria-hidden />}
                      />
                    }
                    entries={entries}
                  />
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Invitations({
  invitations,
  onWithdrawn,
}: {
  invitations: readonly InvitationView[];
  onWithdrawn: (email: string) => void;
}) {
  const say = useTexts(peopleTexts);
  const sayRole = useTexts(roleTexts);
  const region = useRegion();
  const problemText = useProblemText();
  const mayWrite = useMay('people.write');
  const withdraw = useMutation({
    mutationFn: ({ id }: InvitationView) => request<undefined>(`/invitations/${id}`, { method: 'DELETE' }),
    onSuccess: (_none, { email }) => onWithdrawn(email),
    onError: (problem) => toast({ tone: 'bad', text: problemText(problem) }),
  });
  if (invitations.length === 0) return null;
  const day = new Intl.DateTimeFormat(region, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <section className={css.part} aria-labelledby="invitations-title">
      <h2 id="invitations-title">{say('invitations')}</h2>
      <ul>
        {invitations.map((invitation) => (
          <li key={invitation.id} className={css.row}>
            <span className={css.words}>
              <span dir="ltr">{invitation.email}</span>
              <span className={css.note}>
                {say('invitedBy', { name: invitation.by })} ·{' '}
                {say('until', { when: day.format(invitation.expires) })}
              </span>
            </span>
            <span className={css.roles}>
              {invitation.roles.map((role) => (
                <Badge key={role}>{sayRole(role)}</Badge>
              ))}
            </span>
            {mayWrite ? (
              <IconButton
                label={say('withdraw', { email: invitation.email })}
                icon={<X size={15} aria-hidden />}
                disabled={withdraw.isPending}
                onClick={() => withdraw.mutate(invitation)}
              />
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
