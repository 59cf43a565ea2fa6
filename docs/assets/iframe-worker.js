// Browsers start no worker from a folder: there the search of the site runs in a frame, without any other host.
"use strict"

if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(address) {
      super()
      const frame = document.createElement("iframe")
      frame.hidden = true
      frame.srcdoc = "<!doctype html><title>search</title>"
      this.inner = new Promise((started) => {
        frame.addEventListener("load", () => {
          const inner = frame.contentWindow
          inner.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }))
          const script = inner.document.createElement("script")
          script.src = new URL(address, location.href).href
          script.addEventListener("load", () => started(inner))
          inner.document.head.append(script)
        })
      })
      document.body.append(frame)
    }

    postMessage(data) {
      this.inner.then((inner) => inner.dispatchEvent(new inner.MessageEvent("message", { data })))
    }
  }
}
