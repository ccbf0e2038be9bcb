// The words that scripts say come with the page, in its language (the ui_words tag).
let words

export function word (name, values = {}) {
  words ??= JSON.parse(document.getElementById('words')?.textContent || '{}')
  return (words[name] || '').replace(/%\((\w+)\)s/g, (_, key) => values[key] ?? '')
}
