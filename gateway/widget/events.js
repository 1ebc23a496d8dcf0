// Server-sent events out of pieces of text. Lines end at CR, LF and CRLF only: other separators may stand inside of JSON.
class EventReader {
  constructor(onData, onComment) {
    this.onData = onData;
    this.onComment = onComment;
    this.line = [];
    this.data = [];
    this.afterReturn = false;
  }

  feed(text) {
    let start = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code !== 10 && code !== 13) {
        this.afterReturn = false;
        continue;
      }
      if (code === 10 && this.afterReturn) {
        this.afterReturn = false;
      } else {
        this.line.push(text.slice(start, at));
        this.take(this.line.join(""));
        this.line = [];
        this.afterReturn = code === 13;
      }
      start = at + 1;
    }
    this.line.push(text.slice(start));
  }

  take(line) {
    if (line === "") {
      if (this.data.length) this.onData(this.data.join("\n"));
      this.data = [];
    } else if (line.startsWith(":")) {
      this.onComment(line.slice(1).trim());
    } else if (line === "data" || line.startsWith("data:")) {
      this.data.push(line.slice(5).replace(/^ /, ""));
    }
  }
}
