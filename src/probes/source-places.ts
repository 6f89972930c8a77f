/** What kind of place a file is, by its path relative to the project: some hold URLs that no app ever uses. */
export type SourcePlace = 'source' | 'env-file' | 'none'

const quietFolder =
  /(?:^|\/)(?:docs?|tests?|__tests__|specs?|fixtures?|__fixtures__|testdata|mocks?|__mocks__|examples?|samples?|cypress|e2e|stories|postman)\//i
const quietFile =
  /^(?:readme|changelog|contributing|history|notes)\b|\.(?:md|mdx|markdown|rst|adoc|txt|http|rest|feature)$|[._-](?:test|tests|spec|stories)\.\w+$|^test_.*\.py$|^conftest\.py$|^tests?\.\w+$|Tests?\.(?:php|java|kt|cs)$|postman|^mpesa-doctor\.config\./i
const example =
  /[._-](?:example|sample|dist|template|tpl|bak|backup|old|orig|save)$|[._-](?:example|sample|template)\.|~$/i
const otherEnvironment =
  /(?:^|[/._-])(?:prod|production|live|staging|stage|uat|deploy|deployment|k8s|kubernetes|helm|terraform|ansible|workflows)(?:[/._-]|$)/i

export function placeOf(path: string): SourcePlace {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (quietFolder.test(path) || quietFile.test(name) || example.test(name)) return 'none'
  return /^\.env(?:[._-].*)?$|\.env$|^\.flaskenv$/.test(name) ? 'env-file' : 'source'
}

/** Where the address of another deployment is in its right place. */
export function isOfOtherEnvironment(path: string): boolean {
  return otherEnvironment.test(path)
}

/** Settings by the name of the file or its folder. */
export function isSettingsFile(path: string): boolean {
  return /(?:^|\/)(?:config|configs|conf|settings|environments?)\/|(?:^|[/._-])(?:settings?|config|configuration|constants?|appsettings)(?:[._-][\w-]+)*\.\w+$/i.test(
    path,
  )
}

export function isCommentLine(line: string): boolean {
  return /^\s*(?:#(?!\[)|\/\/|\/\*|\*|--|;|<!--|%)/.test(line)
}
