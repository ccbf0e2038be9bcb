// Signing in: what needs a script appears when there is one; a passkey that was not used is said so in words;
// in a demonstration one press fills in a person.
import { word } from './words.mjs'

export function start (scope) {
  for (const part of scope.querySelectorAll('[data-needs-script]')) part.hidden = !('credentials' in navigator)
  const people = scope.querySelector('[data-demo-password]')
  for (const button of people?.querySelectorAll('[data-demo-email]') ?? []) {
    button.hidden = false
    button.addEventListener('click', () => fill(button.dataset.demoEmail, people.dataset.demoPassword))
  }
}

function fill (email, password) {
  const form = document.querySelector('form input[name=login]').form
  form.elements.login.value = email
  form.elements.password.value = password
  form.querySelector('button[type=submit]').focus()
}

document.addEventListener('allauth.error', event => {
  const note = document.querySelector('[data-passkey-note]')
  if (!note) return
  event.preventDefault()
  note.textContent = word('passkey')
})
