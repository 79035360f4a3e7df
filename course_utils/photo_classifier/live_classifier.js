// What the browser does for `Camera` and `LiveClassifier` (camera.py, live_classifier.py), on top of
// camera.js. Pictures and answers travel as messages, which JupyterLab does not keep: no
// synchronised state holds any, so that none gets into the notebook's file.

const SIDE = 128; // pixels of the square that is sent live; networks of the course see fewer
const PATIENCE = 4000; // ms without an answer after which the reader is told
const PAUSE = 300; // ms until it looks again whether a hidden page is shown
const WAITING =
  "The kernel has not answered yet: it is busy, or it was restarted and this cell has to run again.";

function render({ model, el }) {
  const live = model.get("live");
  const parts = build(live);
  const camera = new Camera(parts.video);
  const square = () => squareOf(parts.video, model.get("share"));
  el.classList.add("course", "camera");
  el.append(parts.root);

  function show(open) {
    el.classList.toggle("open", open);
    parts.stage.hidden = !live && !open;
    parts.off.hidden = open;
    parts.frame.hidden = !open;
    parts.start.disabled = open || !model.get("enabled");
    for (const control of [parts.stop, parts.shoot, parts.devices]) {
      control.disabled = !open;
    }
    for (const control of [parts.stop, parts.shoot, parts.choice]) {
      control.hidden = !live && !open;
    }
  }

  function say(sentence) {
    parts.status.textContent = sentence;
    parts.status.hidden = !sentence;
  }

  async function start(device) {
    say("");
    parts.start.disabled = true;
    try {
      await camera.open(device, () => stop(sentenceFor("Ended", live)));
    } catch (error) {
      stop(sentenceFor(error.name, live, error.message));
      return;
    }
    await list(parts.devices, camera.device);
    if (!camera.isOpen) {
      return; // stopped while the browser was asking for permission, or for its cameras
    }
    parts.video.classList.toggle("mirrored", camera.facesReader);
    parts.heat.classList.toggle("mirrored", camera.facesReader);
    place(parts.frame, square(), parts.video);
    show(true);
    asking?.begin();
  }

  function stop(sentence = "") {
    camera.close();
    asking?.end();
    show(false);
    say(sentence);
  }

  async function shoot() {
    const { videoWidth: width, videoHeight: height } = parts.video;
    const content = await jpeg(parts.video, { left: 0, top: 0, width, height }, width, height);
    stop();
    model.send({ kind: "photo" }, null, [content]);
  }

  const asking = live ? conversation({ model, parts, camera, square, say, stop }) : null;
  parts.start.addEventListener("click", () => start());
  parts.stop.addEventListener("click", () => stop());
  parts.shoot.addEventListener("click", shoot);
  parts.devices.addEventListener("change", () => start(parts.devices.value));
  const enabled = () => show(camera.isOpen);
  model.on("change:enabled", enabled);
  show(false);
  return () => {
    stop();
    asking?.forget();
    model.off("change:enabled", enabled);
  };
}

// One frame goes to the kernel, and the next when that one has been answered.
function conversation({ model, parts, camera, square, say, stop }) {
  const view = Math.random().toString(36).slice(2);
  const read = steadyReader(parts.spoken);
  let running = false;
  let sent = 0;
  let late = 0;
  let last = 0;
  let gap = 0; // ms from answer to answer, smoothed

  async function ask() {
    if (!running) {
      return;
    }
    const looks = !document.hidden && parts.root.offsetParent;
    if (!looks || !camera.isReady) {
      setTimeout(ask, PAUSE); // where nobody looks, the kernel has better things to do
      return;
    }
    const frame = await jpeg(parts.video, square(), SIDE, SIDE);
    if (running) {
      sent += 1;
      late = setTimeout(() => say(WAITING), PATIENCE);
      model.send({ kind: "frame", view, sent, heat: parts.wantsHeat.checked }, null, [frame]);
    }
  }

  function answered(content, buffers) {
    if (content.view !== view || content.sent !== sent || !running) {
      return;
    }
    clearTimeout(late);
    if (content.kind === "problem") {
      stop(content.sentence);
      return;
    }
    say("");
    tell(parts, content);
    read(content.headline);
    picture(parts, content, buffers);
    count();
    ask();
  }

  function count() {
    const now = performance.now();
    if (last) {
      gap = gap ? 0.8 * gap + 0.2 * (now - last) : now - last;
      parts.rate.textContent = `${(1000 / gap).toFixed(1)} answers per second`;
    }
    last = now;
  }

  model.on("msg:custom", answered);
  return {
    begin() {
      const idle = !running;
      running = true;
      last = gap = 0;
      if (idle) {
        ask();
      }
    },
    end() {
      running = false;
      sent += 1; // an answer that is under way comes too late
      clearTimeout(late);
      empty(parts);
    },
    forget() {
      model.off("msg:custom", answered);
    },
  };
}

// For screen readers: an answer is spoken when it has been the same three times.
function steadyReader(spoken) {
  let candidate = "";
  let times = 0;
  return (headline) => {
    times = headline === candidate ? times + 1 : 1;
    candidate = headline;
    if (times === 3 && spoken.textContent !== headline) {
      spoken.textContent = headline;
    }
  };
}

function tell(parts, { headline, unsure, sentence, classes, best }) {
  parts.answer.classList.toggle("unsure", unsure);
  parts.headline.classList.toggle("words", headline.length > 2);
  parts.headline.textContent = headline;
  parts.sentence.textContent = sentence;
  if (parts.bars.children.length !== classes.length) {
    parts.bars.replaceChildren(...classes.map(([name]) => bar(name)));
  }
  classes.forEach(([, value, text], place) => {
    const row = parts.bars.children[place];
    row.classList.toggle("best", place === best);
    row.querySelector(".bar").classList.toggle("faint", place !== best);
    row.querySelector(".bar div").style.width = `${100 * value}%`;
    row.lastChild.textContent = text;
  });
}

function empty(parts) {
  parts.headline.textContent = parts.sentence.textContent = parts.rate.textContent = "";
  parts.spoken.textContent = "";
  parts.answer.classList.remove("unsure");
  parts.bars.replaceChildren();
  parts.heatBox.hidden = true;
  parts.heat.removeAttribute("src");
}

function picture(parts, { caption }, buffers) {
  parts.heatBox.hidden = !buffers.length;
  if (buffers.length) {
    URL.revokeObjectURL(parts.heat.src);
    parts.heat.src = URL.createObjectURL(new Blob([buffers[0]], { type: "image/jpeg" }));
    parts.heat.alt = parts.caption.textContent = caption;
  }
}

function place(frame, { left, top, width, height }, { videoWidth, videoHeight }) {
  frame.style.left = `${(100 * left) / videoWidth}%`;
  frame.style.top = `${(100 * top) / videoHeight}%`;
  frame.style.width = `${(100 * width) / videoWidth}%`;
  frame.style.height = `${(100 * height) / videoHeight}%`;
}

// The elements, by the names that are also their CSS classes.

function build(live) {
  const parts = {};
  const make = (tag, name, options = {}, ...children) => {
    parts[name] = Object.assign(document.createElement(tag), options);
    parts[name].classList.add(name);
    parts[name].append(...children);
    return parts[name];
  };
  const button = (name, text) =>
    make("button", name, { type: "button", className: "jupyter-button widget-button" }, text);

  const devices = make("select", "devices", { ariaLabel: "camera" });
  const controls = [
    button("start", live ? "Start" : "Take a photo"),
    button("shoot", "Take it"),
    button("stop", live ? "Stop" : "Close"),
    make("label", "choice", {}, "camera ", devices),
    make("label", "heatChoice", {}, make("input", "wantsHeat", { type: "checkbox" }), " heat map"),
  ];
  const stage = make(
    "div", "stage", {},
    make("video", "video", { muted: true, playsInline: true, ariaLabel: "the camera's picture" }),
    make("div", "frame"),
    make("div", "off", {}, "The camera is off."),
  );
  const answer = make(
    "div", "answer", {},
    make("div", "headline"),
    make("div", "bars"),
    make("div", "sentence"),
    make("div", "rate"),
  );
  const caption = make("figcaption", "caption");
  const heat = make("figure", "heatBox", { hidden: true }, caption, make("img", "heat"));
  make("div", "spoken", { ariaLive: "polite" });
  make("div", "status", { role: "alert", hidden: true, className: "note bad" });
  const content = live ? [stage, answer, heat, parts.spoken] : [stage];
  make(
    "div", "root", {},
    make("div", "controls", {}, ...controls.filter((each) => belongs(each, live))),
    parts.status,
    make("div", "content", {}, ...content),
  );
  return parts;
}

function belongs(control, live) {
  return !control.classList.contains(live ? "shoot" : "heatChoice");
}

function bar(name) {
  const row = document.createElement("div");
  const room = document.createElement("div");
  room.className = "bar";
  room.append(document.createElement("div"));
  row.append(document.createElement("span"), room, document.createElement("span"));
  row.firstChild.textContent = name;
  return row;
}

export default { render };
