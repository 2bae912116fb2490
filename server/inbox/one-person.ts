/**
 * Several numbers of one person, and their word on messages: what one of them says to stop holds for all of them. Knows who
 * belongs together by asking; knows no conversation, and what is made silent it never makes heard but by the way it came.
 *
 * A number is silent while its own last word was to stop, or while another number's word holds for it. That comes to hold
 * where the other says so while they are one person, and where the two are made one person while the other is silent; and it
 * holds until this number asks for messages later than that, or one of the two is taken from the person.
 */
import type { Clock } from '../clock.ts';
import type { ConsentLedger } from '../consent/ledger.ts';
import type { ConsentEntry } from '../consent/port.ts';
import type { Actor } from '../people/audit.ts';

/** The word of `from` began or ceased to hold for `phone`. */
export interface Carried {
  workspace: string;
  brand: string;
  phone: string;
  from: string;
  what: 'withdrawn' | 'parted';
  /** Who made the two one person or took them apart; left out where the other number said so itself. */
  by?: Actor;
}

/** Whose numbers they are. */
export interface Sides {
  workspace: string;
  brand: string;
  one: readonly string[];
  other: readonly string[];
  by: Actor;
}

export interface OnePerson {
  /** The ledger, by which a withdrawal of one number reaches the others. */
  ledger: ConsentLedger;
  /**
   * Two, each with their numbers, are about to be one person: who is silent on one side silences the other side. To be called
   * once each of the numbers names the others as its company, and before they count as one.
   */
  join(sides: Sides): Promise<void>;
  /** The numbers of either side are not one person, or no more: what came to each from the other side alone goes. */
  part(sides: Sides): Promise<void>;
}

export interface OnePersonDeps {
  ledger: ConsentLedger;
  clock: Clock;
  /** All numbers of the person, this one among them, and those it is just being made one with. */
  company(workspace: string, brand: string, phone: string): Promise<readonly string[]>;
  /** Whoever talks with this number has to know, and must not wait for what waits for this. `fresh`: not told before. */
  carried(change: Carried, fresh: boolean): Promise<void>;
}

export function createOnePerson({ ledger, clock, company, carried }: OnePersonDeps): OnePerson {
  type Change = Omit<Carried, 'what'>;

  async function borrow(change: Change, at: number): Promise<void> {
    const { workspace, brand, phone, from } = change;
    const fresh = await ledger.borrow({ workspace, brand, from, into: phone }, at);
    await carried({ ...change, what: 'withdrawn' }, fresh);
  }

  async function giveBack(change: Change): Promise<void> {
    const { workspace, brand, phone, from } = change;
    const belong = async () => (await company(workspace, brand, phone)).includes(from);
    if (await ledger.giveBack({ workspace, brand, from, into: phone }, belong)) {
      await carried({ ...change, what: 'parted' }, true);
    }
  }

  /** Answers whom it was told. */
  async function spread({ workspace, brand, phone }: ConsentEntry, at: number): Promise<string[]> {
    const others = (await company(workspace, brand, phone)).filter((one) => one !== phone);
    for (const other of others) await borrow({ workspace, brand, phone: other, from: phone }, at);
    return others;
  }

  async function add(entry: ConsentEntry): Promise<'recorded' | 'known'> {
    if (entry.what !== 'withdrawn') return ledger.add(entry);
    const { workspace, brand, phone } = entry;
    // The others first: broken off in between, it is told again, and until then too many are silent and not too few.
    if (await ledger.silences(entry)) await spread(entry, entry.at);
    const done = await ledger.add(entry);
    const { own } = await ledger.silence(workspace, brand, phone);
    if (own === undefined) return done;
    // And once more: either it is seen here who came to the person meanwhile, or they saw what is written now.
    const told = await spread(entry, own);
    const left = await company(workspace, brand, phone);
    for (const one of told) {
      if (!left.includes(one)) await giveBack({ workspace, brand, phone: one, from: phone });
    }
    return done;
  }

  /** Through whom the numbers of one side are silent: themselves, or one of theirs. */
  async function originsOf(
    workspace: string,
    brand: string,
    side: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const names = new Map(side.map((phone) => [ledger.nameOf(workspace, brand, phone), phone]));
    const found = await Promise.all(
      side.map(async (phone) => {
        const { own, others } = await ledger.silence(workspace, brand, phone);
        // What came from a number that is not among them any more is as good as its own.
        return [...(own === undefined ? [] : [phone]), ...others.map(({ name }) => names.get(name) ?? phone)];
      }),
    );
    return new Set(found.flat());
  }

  return {
    ledger: {
      ...ledger,
      add,
      async record(entry) {
        await add(entry);
      },
    },

    async join({ workspace, brand, one, other, by }) {
      const at = clock.now();
      const [mine, theirs] = await Promise.all([
        originsOf(workspace, brand, one),
        originsOf(workspace, brand, other),
      ]);
      const shared = { workspace, brand, by };
      for (const from of mine) for (const phone of other) await borrow({ ...shared, phone, from }, at);
      for (const from of theirs) for (const phone of one) await borrow({ ...shared, phone, from }, at);
    },

    async part({ workspace, brand, one, other, by }) {
      const shared = { workspace, brand, by };
      for (const left of one) {
        for (const right of other) {
          await giveBack({ ...shared, phone: left, from: right });
          await giveBack({ ...shared, phone: right, from: left });
        }
      }
    },
  };
}
