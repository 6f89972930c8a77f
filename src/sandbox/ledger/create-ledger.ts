import type { Account, C2bUrls, Ledger, LedgerPayment, LedgerSnapshot, MoneyRefusal, Push, Wallet } from './ledger.ts'

// Limits in KES of the Express page, 2025.
const mostOfOnePayment = 250_000
const mostOfOneDay = 500_000
const firstBalance = 100_000
const firstBalances = { Working: 1_000_000, Utility: 1_000_000, 'Charges Paid': 0 }

/** A query must find the last ones; all of a day of load would not fit into memory. */
const mostPushes = 20_000
const mostPayments = 20_000
const mostWallets = 20_000
const mostOriginators = 100_000
const mostMessages = 20

export function createLedger(from: LedgerSnapshot | null = null): Ledger {
  const wallets = new Map<string, Wallet>(from?.wallets.map((wallet) => [wallet.phone, copyOf(wallet)]))
  const accounts = new Map<string, Account>(from?.accounts.map((account) => [account.shortcode, copyOf(account)]))
  const payments = new Map<string, LedgerPayment>(from?.payments.map((payment) => [payment.receipt, copyOf(payment)]))
  const pushes = new Map<string, Push>(from?.pushes.map((push) => [push.checkoutRequestId, copyOf(push)]))
  const c2bUrls = new Map<string, C2bUrls>(from?.c2bUrls)
  const originators = new Set<string>(from?.originators)

  function wallet(phone: string): Wallet {
    let found = wallets.get(phone)
    if (found === undefined) {
      found = {
        phone,
        name: nameOf(phone),
        balance: firstBalance,
        on: true,
        pin: '1234',
        wrongPins: 0,
        lastPaid: null,
        spent: 0,
        spentOn: '',
        messages: [],
      }
      wallets.set(phone, found)
      forgetOldest(wallets, mostWallets)
    }
    return found
  }

  function account(shortcode: string, kind: Account['kind'] = 'paybill'): Account {
    let found = accounts.get(shortcode)
    if (found === undefined) {
      found = {
        shortcode,
        name: kind === 'till' ? `TILL ${shortcode}` : `PAYBILL ${shortcode}`,
        kind,
        balances: { ...firstBalances },
      }
      accounts.set(shortcode, found)
    }
    return found
  }

  function book(payment: Omit<LedgerPayment, 'reversed'>): LedgerPayment {
    const booked = { ...payment, reversed: false }
    payments.set(booked.receipt, booked)
    forgetOldest(payments, mostPayments)
    return booked
  }

  const ledger: Ledger = {
    wallet,
    wallets: () => [...wallets.values()],
    account,
    accounts: () => [...accounts.values()],
    refuses(phone, amount, day): MoneyRefusal | null {
      const { balance, spent, spentOn } = wallet(phone)
      if (amount < 1) return 'below-minimum'
      if (amount > mostOfOnePayment) return 'above-maximum'
      if (balance < amount) return 'insufficient'
      return (spentOn === day ? spent : 0) + amount > mostOfOneDay ? 'daily-limit' : null
    },
    payIn(payment, day) {
      const payer = wallet(payment.from)
      payer.balance = cents(payer.balance - payment.amount)
      payer.spent = cents((payer.spentOn === day ? payer.spent : 0) + payment.amount)
      payer.spentOn = day
      payer.lastPaid = { to: payment.to, amount: payment.amount, atMs: Date.parse(payment.at) }
      change(account(payment.to), 'Working', payment.amount)
      return book(payment)
    },
    payOut(payment, fromAccount) {
      const payer = account(payment.from)
      if ((payer.balances[fromAccount] ?? 0) < payment.amount) return 'insufficient'
      change(payer, fromAccount, -payment.amount)
      if (isPhone(payment.to)) {
        const payee = wallet(payment.to)
        payee.balance = cents(payee.balance + payment.amount)
      } else change(account(payment.to), 'Working', payment.amount)
      return book(payment)
    },
    reverse(receipt) {
      const payment = payments.get(receipt)
      if (payment === undefined) return 'unknown'
      if (payment.reversed) return 'reversed-before'
      const payee = account(payment.to)
      if ((payee.balances.Working ?? 0) < payment.amount) return 'insufficient'
      change(payee, 'Working', -payment.amount)
      const payer = wallet(payment.from)
      payer.balance = cents(payer.balance + payment.amount)
      payment.reversed = true
      return payment
    },
    payment: (receipt) => payments.get(receipt),
    payments: (limit) => [...payments.values()].slice(-limit).reverse(),
    addPush(push) {
      pushes.set(push.checkoutRequestId, push)
      forgetOldest(pushes, mostPushes)
    },
    push: (checkoutRequestId) => pushes.get(checkoutRequestId),
    c2bUrls,
    billCallbackUrl: from?.billCallbackUrl ?? null,
    claimOriginator(id) {
      if (originators.has(id)) return false
      originators.add(id)
      forgetOldest(originators, mostOriginators)
      return true
    },
    snapshot: () => ({
      version: 1,
      wallets: [...wallets.values()],
      accounts: [...accounts.values()],
      payments: [...payments.values()],
      // A prompt does not survive the end of its phone.
      pushes: [...pushes.values()].filter(({ result }) => result !== null),
      c2bUrls: [...c2bUrls],
      originators: [...originators],
      billCallbackUrl: ledger.billCallbackUrl,
    }),
  }
  return ledger
}

/** Adds a message to a phone, and forgets the oldest. */
export function tell(wallet: Wallet, text: string, at: Date, from = 'MPESA'): void {
  wallet.messages.unshift({ at: at.toISOString(), from, text })
  if (wallet.messages.length > mostMessages) wallet.messages.length = mostMessages
}

function change(account: Account, name: string, amount: number): void {
  account.balances[name] = cents((account.balances[name] ?? 0) + amount)
}

/** Sums of amounts with cents stay amounts with cents. */
function cents(amount: number): number {
  return Math.round(amount * 100) / 100
}

function isPhone(text: string): boolean {
  return /^254\d{9}$/.test(text)
}

/** A map keeps the order in which its keys came. */
function forgetOldest(map: Map<string, unknown> | Set<string>, most: number): void {
  if (map.size <= most) return
  for (const key of map.keys()) {
    map.delete(key)
    if (map.size <= most) return
  }
}

const names = ['AMINA', 'BARAKA', 'CHEBET', 'DAUDI', 'ESTHER', 'FARAJI', 'GATHONI', 'HASSAN', 'IMANI', 'JUMA'] as const

/** Always the same for a number. */
function nameOf(phone: string): string {
  return `${names[Number(phone.at(-1)) || 0]} ${names[Number(phone.at(-2)) || 0]}`
}

function copyOf<T>(value: T): T {
  return structuredClone(value)
}
