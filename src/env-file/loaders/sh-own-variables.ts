/** Variables of the shell itself that are read-only from the start. */
export const FIXED_VARIABLES: readonly string[] = ['BASHOPTS', 'BASH_VERSINFO', 'EUID', 'PPID', 'SHELLOPTS', 'UID']

/** Those that hold something else than what they were given. */
export const DYNAMIC_VARIABLES: readonly string[] = [
  'BASHPID',
  'BASH_ALIASES',
  'BASH_ARGC',
  'BASH_ARGV',
  'BASH_ARGV0',
  'BASH_CMDS',
  'BASH_COMMAND',
  'BASH_LINENO',
  'BASH_SOURCE',
  'BASH_SUBSHELL',
  'DIRSTACK',
  'EPOCHREALTIME',
  'EPOCHSECONDS',
  'FUNCNAME',
  'GROUPS',
  'HISTCMD',
  'LINENO',
  'PIPESTATUS',
  'RANDOM',
  'SECONDS',
  'SRANDOM',
  '_',
]

/** Those that the shell fills in where its environment does not, differently on each machine. */
export const FILLED_VARIABLES: readonly string[] = [
  'BASH',
  'BASH_EXECUTION_STRING',
  'BASH_LOADABLES_PATH',
  'BASH_VERSION',
  'COMP_WORDBREAKS',
  'HOSTNAME',
  'HOSTTYPE',
  'IFS',
  'MACHTYPE',
  'OLDPWD',
  'OPTERR',
  'OPTIND',
  'OSTYPE',
  'PATH',
  'PS4',
  'PWD',
  'SHLVL',
  'TERM',
]
