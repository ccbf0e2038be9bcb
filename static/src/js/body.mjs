// Runs before the page is drawn, so that parts which need a script do not first appear without one.
document.body.classList.add('js-enabled')
if ('noModule' in HTMLScriptElement.prototype) document.body.classList.add('govuk-frontend-supported')
