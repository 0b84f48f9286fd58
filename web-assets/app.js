// Starts GOV.UK Frontend's components and saves forms as they are filled in.
//
// Everything works without this script: a form is also saved by its own button. Nothing is kept in
// the browser (no local storage): a device may be shared with the person someone fled from.
//
// A form asks for autosave by markup alone:
//   <form data-autosave
//         data-autosave-saved="Saved" data-autosave-failed="Not saved. We will try again …">
// A field that changed is posted to the form's own action with the header "X-Autosave: 1", together
// with the form's hidden fields (the csrf token among them). Any answer of the 200s means saved.
// The sentence is written to the form's element with data-autosave-status, which is made if the
// page has none.

import { initAll } from 'asset:govuk-frontend.min.js'

const TYPING_PAUSE_MS = 1500
const RETRY_MS = 10000

class Autosave {
    constructor(form) {
        this.form = form
        this.unsaved = new Set()
        this.sending = false
        this.timer = 0
        this.status = form.querySelector('[data-autosave-status]') ?? this.makeStatus()
        form.addEventListener('input', (event) => this.note(event.target, TYPING_PAUSE_MS))
        form.addEventListener('change', (event) => this.note(event.target, 0))
        form.addEventListener('focusout', () => this.unsaved.size && this.schedule(0))
        form.addEventListener('submit', () => this.stop())
        window.addEventListener('online', () => this.unsaved.size && this.schedule(0))
        window.addEventListener('pagehide', () => this.flush())
    }

    makeStatus() {
        const status = document.createElement('p')
        status.className = 'govuk-body autosave'
        status.setAttribute('role', 'status')
        this.form.append(status)
        return status
    }

    note(field, delay) {
        const isOurs = field.name && field.form === this.form && !field.disabled
        if (isOurs && !['password', 'file', 'hidden', 'submit'].includes(field.type)) {
            this.unsaved.add(field.name)
            this.schedule(delay)
        }
    }

    schedule(delay) {
        clearTimeout(this.timer)
        this.timer = setTimeout(() => this.save(), delay)
    }

    // The form's own submission carries every field, so nothing is left for us to send.
    stop() {
        clearTimeout(this.timer)
        this.unsaved.clear()
    }

    // The values of one field as the form would send them. A name none of whose boxes is ticked is
    // sent empty, or unticking the last one would never be saved.
    body(name) {
        const body = new URLSearchParams()
        for (const hidden of this.form.querySelectorAll('input[type=hidden][name]')) {
            body.append(hidden.name, hidden.value)
        }
        const values = new FormData(this.form).getAll(name)
        for (const value of values.length > 0 ? values : ['']) {
            body.append(name, value)
        }
        return body
    }

    // A session that ended answers with a redirect to sign-in, which is no save: redirects are not
    // followed. A refusal (4xx) will not change by asking again.
    async post(name, keepalive) {
        try {
            const response = await fetch(this.form.getAttribute('action') || location.href, {
                method: 'POST',
                headers: { 'X-Autosave': '1' },
                body: this.body(name),
                redirect: 'manual',
                keepalive,
            })
            const isRefused = response.status >= 400 && response.status < 500
            return { isSaved: response.ok, isRefused }
        } catch {
            return { isSaved: false, isRefused: false }
        }
    }

    // One request at a time, in order: two posts of one field must not overtake each other.
    async save() {
        if (this.sending) {
            return
        }
        this.sending = true
        const failed = []
        let isRetryUseful = false
        for (const name of [...this.unsaved]) {
            if (!this.unsaved.delete(name)) {
                continue
            }
            const { isSaved, isRefused } = await this.post(name, false)
            if (!isSaved) {
                failed.push(name)
                isRetryUseful ||= !isRefused
            }
        }
        this.sending = false
        this.tell(failed.length === 0)
        this.scheduleRest(failed, isRetryUseful)
    }

    // What changed while we were sending goes at once; what failed goes again later, unless the
    // server refused the value: then it waits for the person to change it.
    scheduleRest(failed, isRetryUseful) {
        const isMoreToSend = this.unsaved.size > 0
        failed.forEach((name) => this.unsaved.add(name))
        if (isMoreToSend || isRetryUseful) {
            this.schedule(isMoreToSend && failed.length === 0 ? 0 : RETRY_MS)
        }
    }

    flush() {
        for (const name of this.unsaved) {
            this.post(name, true)
        }
        this.unsaved.clear()
    }

    tell(isSaved) {
        const { autosaveSaved, autosaveFailed } = this.form.dataset
        this.status.textContent = isSaved ? autosaveSaved : autosaveFailed
        this.status.classList.toggle('autosave--failed', !isSaved)
    }
}

// Upstream does this by an inline script, which our content security policy refuses.
document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()
for (const form of document.querySelectorAll('form[data-autosave]')) {
    new Autosave(form)
}
