import { parseDocument } from '../../src/env-file/document.ts'
import { setValue } from '../../src/env-file/edit.ts'
import type { EditPlan } from '../../src/env-file/writer.ts'

export const NEVER = new AbortController().signal

export function planOf(key: string, value: string): (bytes: Uint8Array) => EditPlan {
  return (bytes) => {
    const edit = setValue(parseDocument(bytes), key, value)
    if (edit.outcome === 'refused') throw new Error(edit.reason)
    return { bytes: edit.bytes, undos: edit.undo === null ? [] : [edit.undo] }
  }
}

export const OLD = '# shop\nMPESA_CALLBACK_URL="https://old.example/cb" # note\nMPESA_SHORTCODE=174379'
export const NEW = OLD.replace('https://old.example/cb', 'https://new.example/cb')
export const swap = planOf('MPESA_CALLBACK_URL', 'https://new.example/cb')
