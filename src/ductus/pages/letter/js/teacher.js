// The worker: it learns and identifies beside the page. One job after the other.

export class Teacher {
  constructor(source) {
    this.url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    this.worker = new Worker(this.url);
    this.waiting = new Map();
    this.count = 0;
    this.worker.onmessage = ({ data }) => this.heard(data);
    this.worker.onerror = (event) => {
      for (const { fail } of this.waiting.values()) fail(new Error(event.message));
      this.waiting.clear();
    };
  }

  // What is answered, later; `progress` is called with what comes on the way.
  ask(asked, given = {}, progress = () => {}) {
    const job = this.count++;
    return new Promise((done, fail) => {
      this.waiting.set(job, { done, fail, progress });
      this.worker.postMessage({ job, asked, ...given });
    });
  }

  heard(data) {
    const { job, asked } = data;
    const { done, fail, progress } = this.waiting.get(job);
    if (asked === "progress") {
      progress(data);
      return;
    }
    this.waiting.delete(job);
    if (asked === "failed") fail(new Error(data.why));
    else done(data);
  }
}
