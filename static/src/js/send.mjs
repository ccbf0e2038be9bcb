// Sends a form so that its words are never lost: they stay in the page until the server has said that it has them.
// Markup: <form data-send-safely> with components/unsent.html above it. Nothing here ever says "sent": the server's
// next page does. The hidden client_token makes a form that arrives twice count once.
import { draftOf } from './draft.mjs'
import { fieldsOf, isSignedOut, post } from './http.mjs'
import { word } from './words.mjs'

const WAITS = [2, 4, 8, 15] // seconds; the last one again and again
const RING_AFTER = 60000
const REST = 1500 // ms without typing: they have finished a thought
const RETRY = new Set([408, 425, 429])
const senders = new WeakMap()

class Sender {
  constructor (form, banner, restart) {
    Object.assign(this, { form, banner, restart, tries: 0, typedAt: 0, untouched: fieldsOf(form).toString() })
    form.addEventListener('input', () => { this.typedAt = Date.now() })
    form.addEventListener('submit', event => { event.preventDefault(); this.send(event.submitter) })
    banner.querySelector('[data-unsent-again]').addEventListener('click', () => this.send())
    window.addEventListener('online', () => { if (this.timer) this.send() })
    window.addEventListener('pageshow', event => { if (event.persisted) this.open(true) }) // they went back to it
    window.addEventListener('beforeunload', event => { if (this.atRisk) event.preventDefault() })
  }

  // Words that are nowhere but in this page.
  get atRisk () {
    if (this.done || !this.form.isConnected) return false
    const draft = draftOf(this.form)
    if (this.unsent) return true
    return draft ? draft.dirty : fieldsOf(this.form).toString() !== this.untouched
  }

  async send (submitter) {
    if (this.sending || this.done) return
    this.forget()
    this.busy(true)
    draftOf(this.form)?.pause()
    try {
      await this.attempt(submitter)
    } catch {
      this.failed('retrying')
    } finally {
      this.busy(false)
    }
  }

  async attempt (submitter) {
    const fields = fieldsOf(this.form)
    const words = fields.toString()
    if (submitter?.name) fields.append(submitter.name, submitter.value)
    const answer = await post(this.form.action, this.form, fields, { accept: 'application/json, text/html' })
    // 403: the form's token is of an earlier sign-in; signing in again cures that too.
    if (isSignedOut(answer) || answer.status === 403) return this.failed('signedout')
    if (answer.status === 422) return this.corrected(await answer.text())
    if (answer.ok) return this.arrived((await answer.json()).location, words)
    this.failed(answer.status >= 500 || RETRY.has(answer.status) ? 'retrying' : 'refused')
  }

  async arrived (address, words) {
    const url = new URL(address, location.href)
    if (url.origin !== location.origin) throw new Error('not our address')
    if (fieldsOf(this.form).toString() !== words) { // they went on writing after it had left: the server adds that
      while (Date.now() - this.typedAt < REST) await new Promise(resolve => setTimeout(resolve, REST))
      return this.attempt()
    }
    this.done = true
    this.open(false)
    location.assign(url)
  }

  // Nothing can be typed where it would be lost: between the last word sent and the next page.
  open (isOpen) {
    this.form.inert = !isOpen
    if (isOpen) this.done = false
  }

  // The server wants something changed: its page takes this one's place, with whatever was typed since.
  corrected (html) {
    const page = new DOMParser().parseFromString(html, 'text/html')
    const main = page.querySelector('main'); const old = document.querySelector('main')
    const form = main?.querySelector('form[data-send-safely]')
    if (!form) return this.failed('refused')
    carryOver(this.form, form)
    this.forget()
    this.done = true
    old.replaceWith(main)
    document.title = page.title
    this.restart(main)
    const draft = draftOf(form)
    if (draft) { draft.saved = ''; draft.changed() }
    main.querySelector('.govuk-error-summary')?.focus()
  }

  failed (kind) {
    this.unsent = true
    this.forget()
    this.banner.hidden = false
    for (const part of this.banner.querySelectorAll('[data-unsent-when]')) part.hidden = part.dataset.unsentWhen !== kind
    this.ringTimer ??= setTimeout(() => { this.banner.querySelector('[data-unsent-ring]').hidden = false }, RING_AFTER)
    if (kind === 'retrying') {
      const wait = WAITS[Math.min(this.tries++, WAITS.length - 1)]
      this.timer = setTimeout(() => this.send(), wait * 1000)
    }
    const draft = draftOf(this.form)
    if (draft) { draft.refused = false; draft.resume() }
    if (!this.shown) { this.shown = true; this.banner.scrollIntoView({ block: 'start' }) }
  }

  forget () { clearTimeout(this.timer); this.timer = undefined }

  busy (sending) {
    this.sending = sending
    for (const button of this.form.querySelectorAll('button[type=submit]')) {
      button.dataset.label ??= button.textContent
      button.textContent = sending && button.dataset.label === button.textContent ? word('sending') : button.dataset.label
      button.toggleAttribute('aria-disabled', sending)
    }
  }
}

function carryOver (from, to) {
  for (const old of from.elements) {
    if (!old.name || old.type === 'hidden' || old.type === 'submit') continue
    for (const field of to.elements) {
      if (field.name !== old.name || field.type !== old.type) continue
      if (old.type === 'radio' || old.type === 'checkbox') {
        if (field.value === old.value) field.checked = old.checked
      } else field.value = old.value
    }
  }
}

export function start (scope, restart) {
  for (const form of scope.querySelectorAll('form[data-send-safely]')) {
    const banner = document.querySelector('[data-unsent]')
    if (banner && !senders.has(form)) senders.set(form, new Sender(form, banner, restart))
  }
}
