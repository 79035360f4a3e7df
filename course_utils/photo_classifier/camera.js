// One camera in the browser: open it, say why not, take pictures of it, give it back.
// Put before live_classifier.js, which uses it, by camera.py: a widget has one script.

// The stream of one camera, shown in a <video>; `close` gives the camera back.
class Camera {
  constructor(video) {
    this.video = video;
    this.stream = null;
    this.call = 0;
  }

  get isOpen() {
    return this.stream !== null;
  }

  // A picture can be taken: one has arrived.
  get isReady() {
    return this.isOpen && this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
  }

  get settings() {
    return this.stream ? this.stream.getVideoTracks()[0].getSettings() : {};
  }

  get device() {
    return this.settings.deviceId;
  }

  // Readers know themselves from mirrors; a camera on a phone's back shows the world as it is.
  get facesReader() {
    return this.settings.facingMode !== "environment";
  }

  // Opens the camera with this id, or any; throws what `sentenceFor` knows by name.
  async open(device, onEnd) {
    if (!navigator.mediaDevices?.getUserMedia) {
      throw new DOMException("", window.isSecureContext ? "Unsupported" : "Insecure");
    }
    this.close();
    const call = this.call;
    const wanted = { width: { ideal: 640 }, height: { ideal: 480 } };
    const video = device ? { ...wanted, deviceId: { exact: device } } : wanted;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
      if (call !== this.call) {
        release(stream);
        return;
      }
      this.stream = this.video.srcObject = stream;
      stream.getVideoTracks()[0].addEventListener("ended", onEnd);
      await this.video.play();
    } catch (error) {
      if (call === this.call) {
        throw error;
      } // else it was closed or opened anew meanwhile, and nobody waits for this one
    }
  }

  close() {
    this.call += 1;
    release(this.stream);
    this.stream = null;
    this.video.srcObject = null;
  }
}

function release(stream) {
  for (const track of stream ? stream.getTracks() : []) {
    track.stop();
  }
}

// Why there is no camera, in one sentence that says what to do.
function sentenceFor(name, live, message = "") {
  const upload = live ? "upload a photo to PhotoClassifier" : "upload a photo";
  const again = live ? "press Start again" : "press the button again";
  switch (name) {
    case "Insecure":
      return (
        "Browsers give the camera to pages from https:// and from localhost only, and this page " +
        `comes from ${location.origin}: ${upload} instead.`
      );
    case "Unsupported":
      return `This browser gives a notebook no camera: ${upload} instead.`;
    case "NotAllowedError":
    case "SecurityError":
      return (
        "The browser was told not to give this page the camera: allow it, usually with the icon " +
        `beside the page's address, and ${again}, or ${upload}.`
      );
    case "NotFoundError":
    case "OverconstrainedError":
      return `The browser finds no such camera: connect one and ${again}, or ${upload}.`;
    case "NotReadableError":
    case "AbortError":
      return (
        "The camera does not start, probably because another tab or program holds it: close that " +
        `one and ${again}, or ${upload}.`
      );
    case "Ended":
      return `The camera was disconnected or taken away: connect it and ${again}, or ${upload}.`;
    default:
      return `The camera does not start (${name} ${message}): ${again}, or ${upload}.`;
  }
}

// The square in the middle of the picture: so much of its shorter side, in its pixels.
function squareOf(video, share) {
  const side = Math.round(share * Math.min(video.videoWidth, video.videoHeight));
  const left = Math.round((video.videoWidth - side) / 2);
  const top = Math.round((video.videoHeight - side) / 2);
  return { left, top, width: side, height: side };
}

async function jpeg(video, { left, top, width, height }, toWidth, toHeight) {
  const canvas = document.createElement("canvas");
  canvas.width = toWidth;
  canvas.height = toHeight;
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high"; // averages when it shrinks
  context.drawImage(video, left, top, width, height, 0, 0, toWidth, toHeight);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.92));
  return blob.arrayBuffer();
}

// The cameras by their names, which browsers tell only once one of them is open.
async function list(devices, chosen) {
  const all = await navigator.mediaDevices.enumerateDevices();
  const cameras = all.filter((device) => device.kind === "videoinput");
  devices.replaceChildren(
    ...cameras.map(({ deviceId, label }, number) => {
      const name = label || `camera ${number + 1}`;
      return new Option(name, deviceId, false, deviceId === chosen);
    }),
  );
}

