import type { ApiCallRecord, Organisation, Payment } from '../../sandbox/sandbox.ts'
import { classed, element } from '../shared/dom.ts'
import { clockTime, duration } from '../shared/format.ts'
import { describeKind } from '../shared/result-words.ts'
import { money, phoneText } from './numbers.ts'

/** The ledger, one movement a row. */
export function paymentsTable(payments: readonly Payment[]): HTMLElement {
  return table(
    ['Time', 'Receipt', 'What', 'From', 'To', 'Account', 'KES'],
    payments.map(({ at, receipt, kind, from, to, account, amount, reversed }) => [
      clockTime(at),
      element('code', {}, receipt),
      `${kind === 'withdrawal' ? 'Withdrawal' : describeKind(kind)}${reversed ? ', reversed' : ''}`,
      phoneText(from),
      phoneText(to),
      account,
      classed('span', 'amount', money(amount).slice('KES '.length)),
    ]),
  )
}

/** The money of paybills and tills. */
export function accountsTable(organisations: readonly Organisation[]): HTMLElement {
  return table(
    ['Number', 'Name', 'Accounts (KES)'],
    organisations.map(({ shortcode, name, kind, balances }) => [
      element('code', {}, shortcode),
      `${name} (${kind})`,
      element(
        'ul',
        { class: 'balances' },
        ...Object.entries(balances).map(([account, balance]) =>
          element('li', {}, `${account} `, classed('span', 'amount', money(balance).slice('KES '.length))),
        ),
      ),
    ]),
  )
}

/** What the app asked of the API. */
export function callsTable(calls: readonly ApiCallRecord[]): HTMLElement {
  return table(
    ['Time', 'Request', 'Answer', 'Took'],
    calls.map(({ at, method, path, status, errorCode, errorMessage, reference, ms }) => [
      clockTime(at),
      element('span', { class: 'path' }, `${method} ${path}`),
      classed(
        'span',
        status !== null && status < 300 ? 'good' : 'bad',
        [status === null ? 'no answer' : String(status), errorCode, errorMessage, reference]
          .filter((part) => part !== null)
          .join(' '),
      ),
      duration(ms),
    ]),
  )
}

function table(heads: readonly string[], rows: readonly (readonly (string | HTMLElement)[])[]): HTMLElement {
  return classed(
    'div',
    'scroller',
    element(
      'table',
      {},
      element('thead', {}, element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, head)))),
      element('tbody', {}, ...rows.map((cells) => element('tr', {}, ...cells.map((cell) => element('td', {}, cell))))),
    ),
  )
}
