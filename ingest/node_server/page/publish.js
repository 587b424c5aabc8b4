"use strict";
// Publishes this device's camera by WHIP (RFC 9725) to the server that the page came from.
(() => {
  const byId = (id) => document.getElementById(id);
  const camera = decodeURIComponent(location.pathname.split("/").pop());
  const endpoint = `/whip/${encodeURIComponent(camera)}`;
  const GATHER_MS = 2000;
  const LONGEST_WAIT_MS = 15000;
  let wanted = false;
  let connection = null;
  let session = null;
  let media = null;
  let failures = 0;
  let timer = null;
  let lock = null;

  byId("camera").textContent = camera;

  const show = (state, text) => {
    document.body.dataset.state = state;
    byId("state").textContent = text;
    byId("start").disabled = wanted;
    byId("token").disabled = wanted;
    byId("facing").disabled = wanted;
    byId("stop").disabled = !wanted;
  };

  const authorization = () => ({ Authorization: `Bearer ${byId("token").value}` });

  // <turn:host>; rel="ice-server"; username="…"; credential="…"
  const iceServers = (header) => {
    const servers = [];
    for (const link of (header || "").split(/,\s*(?=<)/)) {
      const url = link.match(/^\s*<([^>]+)>/);
      if (!url || !/rel="?ice-server"?/.test(link)) continue;
      const value = (name) => {
        const found = link.match(new RegExp(`${name}="((?:[^"\\\\]|\\\\.)*)"`));
        return found ? found[1].replace(/\\(.)/g, "$1") : undefined;
      };
      const server = { urls: url[1] };
      if (value("username") !== undefined) {
        server.username = value("username");
        server.credential = value("credential");
      }
      servers.push(server);
    }
    return servers;
  };

  const explain = async (response) => {
    try {
      const problem = await response.json();
      return `${problem.detail_zh} ${problem.detail}`;
    } catch {
      return `HTTP ${response.status}`;
    }
  };

  const gathered = (peer) => new Promise((resolve) => {
    if (peer.iceGatheringState === "complete") return resolve();
    peer.addEventListener("icegatheringstatechange", () => {
      if (peer.iceGatheringState === "complete") resolve();
    });
    setTimeout(resolve, GATHER_MS);
  });

  const drop = () => {
    if (connection) {
      connection.onconnectionstatechange = null;
      connection.close();
      connection = null;
    }
  };

  const again = (reason) => {
    drop();
    session = null;
    if (!wanted) return;
    failures += 1;
    const wait = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** Math.min(failures - 1, 4));
    show("failed", `${reason} · ${Math.round(wait / 1000)} 秒后重试 retrying`);
    clearTimeout(timer);
    timer = setTimeout(publish, wait * (0.5 + Math.random() / 2));
  };

  const publish = async () => {
    if (!wanted) return;
    show("connecting", "正在连接 Connecting");
    try {
      const hello = await fetch(endpoint, { method: "OPTIONS", headers: authorization() });
      if (!hello.ok) return refuse(hello);
      const peer = new RTCPeerConnection({ iceServers: iceServers(hello.headers.get("Link")) });
      connection = peer;
      for (const track of media.getVideoTracks()) {
        peer.addTransceiver(track, { direction: "sendonly", streams: [media] });
      }
      peer.onconnectionstatechange = () => {
        if (peer !== connection) return;
        if (peer.connectionState === "connected") {
          failures = 0;
          show("live", "正在推流 Live");
        } else if (["failed", "closed"].includes(peer.connectionState)) {
          again("连接中断 Connection lost");
        }
      };
      await peer.setLocalDescription();
      await gathered(peer);
      const response = await fetch(endpoint, {
        method: "POST",
        headers: { "Content-Type": "application/sdp", ...authorization() },
        body: peer.localDescription.sdp,
      });
      if (response.status !== 201) return refuse(response);
      session = response.headers.get("Location");
      const sdp = await response.text();
      if (!wanted) return stop();
      await peer.setRemoteDescription({ type: "answer", sdp });
    } catch (error) {
      again(`网络错误 ${error.message}`);
    }
  };

  // What a person has to mend is not tried again by itself.
  const refuse = async (response) => {
    const reason = await explain(response);
    if ([400, 401, 403, 404, 422].includes(response.status)) {
      await stop();
      show("failed", reason);
    } else {
      again(reason);
    }
  };

  const start = async () => {
    wanted = true;
    failures = 0;
    show("connecting", "正在打开摄像头 Opening the camera");
    try {
      media = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: {
          facingMode: byId("facing").value,
          width: { ideal: 1280 },
          height: { ideal: 720 },
          frameRate: { ideal: 15, max: 15 },
        },
      });
    } catch (error) {
      wanted = false;
      show("failed", `无法打开摄像头，网页须经 HTTPS 打开 No camera; pages need HTTPS: ${error.name}`);
      return;
    }
    byId("view").srcObject = media;
    if (navigator.wakeLock) lock = await navigator.wakeLock.request("screen").catch(() => null);
    await publish();
  };

  const stop = async () => {
    wanted = false;
    clearTimeout(timer);
    const over = session;
    session = null;
    drop();
    if (media) media.getTracks().forEach((track) => track.stop());
    media = null;
    byId("view").srcObject = null;
    if (lock) await lock.release().catch(() => {});
    lock = null;
    if (over) {
      await fetch(over, { method: "DELETE", headers: authorization(), keepalive: true })
        .catch(() => {});
    }
    show("idle", "已停止 Stopped");
  };

  byId("form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!wanted) start();
  });
  byId("stop").addEventListener("click", stop);
  window.addEventListener("pagehide", () => { if (wanted) stop(); });
})();
