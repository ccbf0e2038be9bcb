// Requests to our own server. The token is read from the cookie at the moment of sending: after signing in again in
// another tab the one in the page is old, and the words must still go.
export function csrfToken (form) {
  const cookie = document.cookie.split('; ').find(part => /^(__Host-|__Secure-)?csrftoken=/.test(part))
  return cookie ? decodeURIComponent(cookie.split('=')[1]) : (form?.elements.csrfmiddlewaretoken?.value || '')
}

export function fieldsOf (form) {
  const fields = new URLSearchParams()
  for (const [name, value] of new FormData(form)) {
    if (name !== 'csrfmiddlewaretoken' && typeof value === 'string') fields.append(name, value)
  }
  return fields
}

export function ask (url, { seconds = 15, accept = 'text/html', ...options } = {}) {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), seconds * 1000)
  return fetch(url, {
    credentials: 'same-origin', redirect: 'manual', cache: 'no-store', signal: stop.signal, ...options,
    headers: { Accept: accept, 'X-Requested-With': 'fetch', ...options.headers }
  }).finally(() => clearTimeout(timer))
}

export function post (url, form, fields, options = {}) {
  return ask(url, { method: 'POST', body: fields, ...options, headers: { 'X-CSRFToken': csrfToken(form) } })
}

export const isSignedOut = answer => answer.type === 'opaqueredirect' || answer.status === 401
