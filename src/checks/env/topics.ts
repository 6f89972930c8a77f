import type { Topic } from '../../core/check.ts'

/** The checks of lines and values: what the loaders in use make of the file. */
export const spelling: Topic = {
  holds: 'The file says the same to every loader in use',
  subject: 'what the loaders make of the file',
}

/** The checks of everything that can take the file's place. */
export const precedence: Topic = {
  holds: 'The app uses what the file says',
  subject: 'what overrules the file',
}

export const secrecy: Topic = {
  holds: 'Secrets stay where they are',
  subject: 'who can read the secrets',
}
