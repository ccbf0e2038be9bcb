// Saves what a person is typing on the server: a second after they pause, at most every five seconds, and when they
// look away. Markup: <form data-draft="code" data-draft-url="…"> with a [data-draft-status] inside.
import { fieldsOf, isSignedOut, post } from './http.mjs'
import { word } from './words.mjs'

const PAUSE = 1000; const GAP = 5000
const KEEPALIVE_LIMIT = 60000 // bytes: browsers refuse more in a request that outlives its page
const drafts = new WeakMap()

export const draftOf = form => drafts.get(form)

class Draft {
  constructor (form) {
    this.form = form
    this.status = form.querySelector('[data-draft-status]')
    this.saved = this.now()
    this.savedAt = 0
    this.paused = false
    form.addEventListener('input', () => this.changed())
    form.addEventListener('change', () => this.changed())
    form.addEventListener('submit', () => { if (!form.hasAttribute('data-send-safely')) this.pause() })
    document.addEventListener('visibilitychange', () => { if (document.hidden) this.save({ leaving: true }) })
    window.addEventListener('pagehide', () => this.save({ leaving: true }))
  }

  now () { return fieldsOf(this.form).toString() }

  get dirty () { return this.now() !== this.saved }

  // A draft saved after its form was sent would bring back what has been dealt with.
  pause () { this.paused = true; clearTimeout(this.timer) }

  resume () { this.paused = false; this.changed() }

  changed () {
    if (this.paused || !this.dirty) return
    this.say(word('notSaved'), { aloud: false })
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.save(), Math.max(PAUSE, this.savedAt + GAP - Date.now()))
  }

  async save ({ leaving = false } = {}) {
    if (this.paused || this.refused || this.saving || !this.dirty || !this.form.isConnected) return
    const body = this.now()
    clearTimeout(this.timer)
    this.saving = !leaving
    this.savedAt = Date.now()
    try {
      const answer = await post(this.form.dataset.draftUrl, this.form, new URLSearchParams(body),
        { keepalive: leaving && body.length < KEEPALIVE_LIMIT })
      this.took(answer, body)
    } catch {
      this.say(word('notSaved'), { aloud: true })
    } finally {
      this.saving = false
      this.changed()
    }
  }

  took (answer, body) {
    if (answer.ok) {
      const first = !this.everSaved || this.failed
      this.saved = body
      this.everSaved = true
      this.failed = false
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' })
      return this.say(word('saved', { time }), { aloud: first })
    }
    // Signed out, or somebody else is signed in: stop asking until they are back, which sending will find out.
    // 410: the form was sent or discarded elsewhere, and nothing more is kept of it.
    this.refused = isSignedOut(answer) || answer.status === 403 || answer.status === 410
    this.failed = true
    this.say(word('notSaved'), { aloud: true })
  }

  // Only news is read out: the first "Saved", and a failure. The rest would talk over the person's own words.
  say (text, { aloud }) {
    if (!this.status || this.status.textContent === text) return
    this.status.setAttribute('aria-live', aloud ? 'polite' : 'off')
    this.status.textContent = text
  }
}

export function start (scope) {
  for (const form of scope.querySelectorAll('form[data-draft-url]')) {
    if (!drafts.has(form)) drafts.set(form, new Draft(form))
  }
}
