import type { PhonePageState } from '../../sandbox/phone-page/phone-page-api.ts'
import type { Phone } from '../../sandbox/sandbox.ts'
import { announce, notify } from '../shared/announce.ts'
import { showConnection } from '../shared/connection-view.ts'
import { byId } from '../shared/dom.ts'
import { clockTime } from '../shared/format.ts'
import { describeResult } from '../shared/result-words.ts'
import { initTheme } from '../shared/theme.ts'
import { fetchState, setPhone } from './api.ts'
import { createControls } from './controls.ts'
import { createDevice } from './device.ts'
import { phoneText } from './numbers.ts'
import { openPayDialog } from './pay-dialog.ts'
import { createPhoneList } from './phone-list.ts'
import { showTimeLeft } from './prompt-form.ts'
import { createRecords } from './records.ts'
import { followChanges } from './stream.ts'

let state: PhonePageState | null = null
let selected: string | null = /^#(254\d{9})$/.exec(location.hash)?.[1] ?? null
/** Prompts that were seen, until the page has said how they ended. */
const open = new Set<string>()

const showPhones = createPhoneList(select)
const showDevice = createDevice((phone) => openPayDialog(phone, state?.organisations ?? []))
const showControls = createControls()
const showRecords = createRecords()

function select(phone: string): void {
  selected = phone
  history.replaceState(null, '', `#${phone}`)
  draw()
  focusPin()
}

function current(): Phone | null {
  return state?.phones.find(({ phone }) => phone === selected) ?? state?.phones[0] ?? null
}

function draw(): void {
  if (state === null) return
  const phone = current()
  showPhones(state.phones, phone?.phone ?? null)
  showDevice(phone === null ? null : { phone, pin: state.pin })
  showControls(phone, state.endings)
  showRecords(state)
  tick()
  const asked = state.phones.filter(({ prompt }) => prompt !== null).length
  document.title = `${asked === 0 ? '' : `(${asked}) `}Phones – mpesa-doctor`
  const faults = state.faults.length === 0 ? '' : ` · faults: ${state.faults.join(', ')}`
  byId('place').textContent =
    `Daraja at ${state.sandboxUrl} · callbacks to ${state.deliverTo ?? 'their CallBackURL'}${faults}`
}

/** A prompt on a phone that nobody looks at is brought to the front, unless there is one here already. */
function receive(next: PhonePageState): void {
  const before = current()
  state = next
  const fresh = next.phones.filter(({ prompt }) => prompt !== null && !open.has(prompt.checkoutRequestId))
  for (const { phone, prompt } of fresh) {
    if (prompt === null) continue
    open.add(prompt.checkoutRequestId)
    announce(`Prompt on ${phoneText(phone)}: ${prompt.text}`)
  }
  const [first] = fresh
  const isHere = fresh.some(({ phone }) => phone === before?.phone)
  const isFree = !before?.prompt && !isTyping()
  if (first !== undefined && !isHere && isFree) selected = first.phone
  tellEnds(next)
  draw()
  if (isHere || (first !== undefined && isFree)) focusPin()
}

function tellEnds({ callbacks }: PhonePageState): void {
  for (const { kind, reference, resultCode } of callbacks) {
    if (!open.delete(reference)) continue
    const { word, code } = describeResult({ kind, resultCode })
    notify(code === null ? word : `${word}: ResultCode ${code}`)
  }
}

function isTyping(): boolean {
  const { activeElement } = document
  return (
    document.querySelector('dialog[open]') !== null ||
    (activeElement instanceof HTMLInputElement && activeElement.value !== '')
  )
}

/** Not on a screen that is small: its keyboard would hide what is asked. */
function focusPin(): void {
  if (matchMedia('(hover: hover)').matches && !isTyping())
    document.getElementById('pin')?.focus({ preventScroll: true })
}

function tick(): void {
  const now = new Date()
  const prompt = current()?.prompt
  if (prompt) showTimeLeft(prompt, now)
  const clock = document.getElementById('phone-clock')
  if (clock !== null) clock.textContent = clockTime(now.toISOString()).slice(0, 5)
}

let isFetching = false
let isStale = false

/** One question at a time, and one more if something changed meanwhile. */
async function refresh(): Promise<void> {
  isStale = true
  if (isFetching) return
  isFetching = true
  try {
    while (isStale) {
      isStale = false
      receive(await fetchState())
    }
  } catch (thrown) {
    notify(thrown instanceof Error ? thrown.message : String(thrown))
  } finally {
    isFetching = false
  }
}

initTheme()
byId('add').addEventListener('submit', (event) => {
  event.preventDefault()
  const input = byId('add-number') as HTMLInputElement
  const typed = input.value.replaceAll(/[\s-]/g, '')
  void setPhone({ phone: typed }).then((isDone) => {
    if (!isDone) return
    input.value = ''
    select(`254${typed.replace(/^(?:\+?254|0)/, '')}`)
  })
})
setInterval(tick, 1000)
followChanges({
  onChanged: () => void refresh(),
  onState: (connection) =>
    showConnection(connection, {
      command: 'mpesa-doctor sandbox --ui',
      live: 'Live: prompts appear by themselves.',
    }),
})
