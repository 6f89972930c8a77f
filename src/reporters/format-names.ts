/** Names for `--format` and `--report`; kept apart from the reporters so that reading the command line loads none. */
export const formatNames = ['pretty', 'short', 'json', 'junit', 'github', 'sarif', 'markdown', 'tap'] as const

export type FormatName = (typeof formatNames)[number]
