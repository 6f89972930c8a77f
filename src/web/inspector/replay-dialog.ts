import type { EventDetail, ReplayResult } from '../../inbox/inspector-api.ts'
import { announce } from '../shared/announce.ts'
import { button, classed, element } from '../shared/dom.ts'
import { clockTime, shillings } from '../shared/format.ts'
import { indentJson, textBlock } from '../shared/json-view.ts'
import { describeKind, describeResult } from '../shared/result-words.ts'
import { replayEvent } from './api.ts'
import { describeReplay } from './replay-log.ts'
import { readSetLines } from './set-lines.ts'

/** Asks before an event is sent again, sends it, and shows what came of it. */
export function openReplayDialog(detail: EventDetail, onSent: (outcome: string) => void): void {
  const { summary } = detail
  const { word, code } = describeResult(summary)
  const dialog = element('dialog', { class: 'dialog', 'aria-labelledby': 'replay-title' })
  const edits = element('textarea', {
    id: 'replay-set',
    rows: 3,
    spellcheck: 'false',
    autocapitalize: 'off',
    autocomplete: 'off',
    placeholder: 'Body.stkCallback.ResultCode=1032',
    'aria-describedby': 'replay-hint replay-error',
  })
  const wrong = element('p', { id: 'replay-error', class: 'wrong', role: 'alert' })
  const outcome = element('div', { class: 'outcome', role: 'status' })
  const send = element('button', { type: 'submit', class: 'primary' }, 'Send it again')
  const cancel = button({}, 'Cancel', () => dialog.close())
  const form = element(
    'form',
    { method: 'dialog' },
    element('h2', { id: 'replay-title' }, 'Replay this callback?'),
    classed('p', 'subject', subjectOf(detail), ` · ${word}${code === null ? '' : ` ${code}`}`),
    element(
      'p',
      {},
      'The app gets the same payment again, with the same id. No money moves. A handler that is right changes nothing if it has settled this payment before.',
    ),
    element(
      'details',
      { class: 'edit' },
      element('summary', {}, 'Change fields first'),
      element('label', { for: 'replay-set' }, 'Fields to change'),
      element(
        'p',
        { id: 'replay-hint', class: 'note' },
        'One `path=value` on each line, paths as in Fields.'.replaceAll('`', ''),
      ),
      edits,
    ),
    wrong,
    outcome,
    classed('div', 'buttons', cancel, send),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void submit()
  })

  // A button that is disabled would lose the focus.
  let sending = false

  async function submit(): Promise<void> {
    const read = readSetLines(edits.value)
    wrong.textContent = read.ok ? '' : `Line ${read.line} is no path=value.`
    edits.setAttribute('aria-invalid', String(!read.ok))
    if (!read.ok || sending) return
    sending = true
    send.setAttribute('aria-disabled', 'true')
    outcome.replaceChildren(classed('p', 'note', 'Sending…'))
    const { said, shown } = await attempt(read.set)
    outcome.replaceChildren(...shown)
    sending = false
    send.removeAttribute('aria-disabled')
    send.textContent = 'Send it once more'
    cancel.textContent = 'Close'
    announce(said)
    onSent(said)
  }

  async function attempt(set: readonly string[]): Promise<{ said: string; shown: readonly Node[] }> {
    try {
      const result = await replayEvent(summary.number, set.length === 0 ? {} : { set })
      return { said: describeReplay(result), shown: resultNodes(result) }
    } catch (failure) {
      const said = failure instanceof Error ? failure.message : String(failure)
      return { said, shown: [classed('p', 'result-line bad', said)] }
    }
  }

  dialog.append(form)
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  send.focus()
}

function subjectOf({ summary }: EventDetail): string {
  const parts = [describeKind(summary.kind), clockTime(summary.receivedAt)]
  if (summary.amount !== null) parts.push(shillings(summary.amount))
  if (summary.messageId !== null) parts.push(summary.messageId)
  return parts.join(' · ')
}

function resultNodes(result: ReplayResult): readonly Node[] {
  const text = describeReplay(result)
  const fine = result.kind === 'answered' && result.status >= 200 && result.status < 300
  const line = classed('p', `result-line ${fine ? 'good' : 'bad'}`, `${text.charAt(0).toUpperCase()}${text.slice(1)}.`)
  if (result.kind !== 'answered' || result.body === '') return [line]
  const json = indentJson(result.body)
  return [line, textBlock(json ?? result.body, json !== null)]
}
