import { defineCheck, found, skip } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import { appVariables } from '../../probes/app-variables.ts'
import { variableNames } from '../../probes/variable-names.ts'
import { locate } from '../env/locate.ts'

const codes = {
  'credentials/till-as-shortcode': {
    severity: 'error',
    title: 'Till and store number are mixed up',
    why: 'With `CustomerBuyGoodsOnline` the BusinessShortCode is the store (head office) number and PartyB the till; mixed up, Safaricom answers that the merchant or operator does not exist.',
    fix: 'Put the store number into MPESA_SHORTCODE and the till into MPESA_TILL_NUMBER',
  },
} as const

export const tillNumber = defineCheck({
  id: 'till-number',
  family: 'credentials',
  title: 'A till is used as PartyB, not as shortcode',
  codes,
  needs: { values: appVariables, nameOf: variableNames },
  judge({ values, nameOf }) {
    const type = values.get(nameOf('MPESA_TRANSACTION_TYPE'))
    const till = values.get(nameOf('MPESA_TILL_NUMBER'))
    const shortcode = values.get(nameOf('MPESA_SHORTCODE'))
    const buysGoods = type?.value.trim() === 'CustomerBuyGoodsOnline'
    if (!buysGoods && till === undefined)
      return skip('not-applicable', 'a till (`MPESA_TILL_NUMBER` or `CustomerBuyGoodsOnline`)')
    const same = till !== undefined && shortcode !== undefined && till.value.trim() === shortcode.value.trim()
    if (buysGoods && same)
      return found([
        createFinding(
          codes,
          'credentials/till-as-shortcode',
          `\`${shortcode.key}\` and \`${till.key}\` are both ${till.value}`,
          { evidence: { shortcode: shortcode.value, till: till.value }, location: locate(shortcode, values) },
        ),
      ])
    if (buysGoods && till === undefined)
      return found([
        createFinding(
          codes,
          'credentials/till-as-shortcode',
          `\`${type.key}\` is CustomerBuyGoodsOnline, but no \`${nameOf('MPESA_TILL_NUMBER')}\` is set`,
          {
            severity: 'warning',
            confidence: 'possible',
            why: 'The app may keep the till elsewhere; if it sends the shortcode as PartyB, the payment fails.',
            evidence: { transactionType: type.value },
            location: locate(type, values),
          },
        ),
      ])
    // What is neither of the two types has a finding of its own.
    if (type?.value.trim() === 'CustomerPayBillOnline' && till !== undefined && till.value.trim() !== '')
      return found([
        createFinding(codes, 'credentials/till-as-shortcode', `A till is set, but \`${type.key}\` is ${type.value}`, {
          severity: 'warning',
          confidence: 'possible',
          why: 'A till is paid with CustomerBuyGoodsOnline; with CustomerPayBillOnline the till is not used at all.',
          evidence: { transactionType: type.value },
          location: locate(type, values),
        }),
      ])
    return found([])
  },
})
