import { commandFor, documented } from '../../../checks/documented.ts'
import { usageError } from '../../../core/errors.ts'
import { nearestName } from '../../../core/nearest-name.ts'
import { errorCodes, findErrorCodes } from '../../../daraja/error-codes.ts'
import { findResultCodes, resultCodes } from '../../../daraja/result-codes.ts'
import { wrapText } from '../../../reporters/wrap-text.ts'
import type { CommandBody } from '../../command.ts'
import type { Output } from '../../output.ts'
import { definitionsOf, formatOf } from '../../run-report.ts'

/** A row of a table of rows: label and text, or a blank line. */
type Row = readonly [label: string, text: string]

interface Article {
  readonly name: string
  readonly title: string
  readonly rows: readonly Row[]
  readonly data: Readonly<Record<string, unknown>>
}

export const runExplain: CommandBody = async (invocation) => {
  const code = (invocation.args[0] ?? '').trim()
  const articles = [...explainFinding(code), ...explainResultCode(code), ...explainErrorCode(code)]
  if (articles.length === 0) throw unknownCode(code)
  const { output } = invocation
  if (formatOf(invocation) === 'json')
    output.document(
      `${JSON.stringify(
        articles.map(({ data }) => data),
        null,
        2,
      )}\n`,
    )
  else output.data(`${articles.map((article) => renderArticle(article, output)).join('\n\n')}\n`)
  return 0
}

function explainFinding(code: string): readonly Article[] {
  const finders = documented.filter((check) => Object.hasOwn(check.codes, code.toLowerCase()))
  const definition = definitionsOf(finders)[code.toLowerCase()]
  if (definition === undefined || finders.length === 0) return []
  const { title, severity, why, fix } = definition
  return [
    {
      name: code.toLowerCase(),
      title,
      rows: [
        ['usual severity', severity],
        ['why', why],
        ['fix', fix],
        ['found by', finders.map(({ id, title: condition }) => `${id} ("${condition}")`).join('; ')],
        ['check', commandFor(code.toLowerCase())],
      ],
      data: {
        kind: 'finding',
        code: code.toLowerCase(),
        title,
        severity,
        why,
        fix,
        checks: finders.map(({ id }) => id),
      },
    },
  ]
}

function explainResultCode(code: string): readonly Article[] {
  return findResultCodes(code).map((row) => ({
    name: `ResultCode ${row.code}`,
    title: row.description ?? '(no text known)',
    rows: [
      ['in', row.apis.join(', ')],
      ['cause', row.cause],
      ['what to do', row.remedy],
      ['again?', retryText[row.retry]],
      ['known from', row.confidence],
    ],
    data: { kind: 'resultCode', ...row },
  }))
}

function explainErrorCode(code: string): readonly Article[] {
  return findErrorCodes(code).map((row) => ({
    name: `Error ${row.code ?? `HTTP ${row.httpStatus}`}`,
    title: row.message,
    rows: [
      ['HTTP', String(row.httpStatus)],
      ['meaning', row.meaning],
      ['fix', row.fix],
      ['known from', row.confidence],
    ],
    data: { kind: 'errorCode', ...row },
  }))
}

const retryText = {
  yes: 'yes, the same call may simply be repeated',
  'after-wait': 'yes, after a wait',
  'after-fix': 'only after something was changed',
  'after-user-action': 'only after the customer did something',
  poll: 'not final: ask again',
  'status-first': 'ask for the status first, money may have moved',
  no: 'no',
  'n/a': 'does not apply',
} as const

function renderArticle({ name, title, rows }: Article, { paint, width }: Output): string {
  const [first = '', ...rest] = wrapText(`${name} ${title}`, width - 2)
  const heading = [`${name} ${first.slice(name.length)}`.trimEnd(), ...rest.map((line) => `  ${line}`)]
  const labelWidth = Math.max(...rows.map(([label]) => label.length))
  const lines = rows.flatMap(([label, text]) =>
    wrapText(text, Math.max(30, width - labelWidth - 3)).map(
      (line, index) => `  ${index === 0 ? paint.dim(label.padEnd(labelWidth)) : ' '.repeat(labelWidth)} ${line}`,
    ),
  )
  return [...heading.map((line) => paint.bold(line)), ...lines].join('\n')
}

function unknownCode(code: string): Error {
  const known = [
    ...Object.keys(definitionsOf(documented)),
    ...resultCodes.map((row) => row.code),
    ...errorCodes.map((row) => row.code),
  ].filter((name) => name !== null)
  const near = nearestName(code, known)
  return usageError('unknown-code', `Nothing is known of the code \`${code}\``, {
    summary:
      near === undefined
        ? '`mpesa-doctor list` shows the codes of this tool; ResultCodes and error codes of Daraja work too'
        : `did you mean \`${near}\`?`,
    ...(near === undefined ? {} : { command: `mpesa-doctor explain ${near}` }),
  })
}
