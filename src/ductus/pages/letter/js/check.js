// Runs first, in JavaScript that any browser reads, and says so if this one lacks something.
(function () {
  var needed = {
    "pointer events": window.PointerEvent,
    "workers": window.Worker && window.Blob && window.URL && URL.createObjectURL,
    "WebAssembly or typed arrays": window.Float32Array && window.Float64Array,
    "promises": window.Promise && window.Map && window.Set && Object.fromEntries,
    "canvas": window.CanvasRenderingContext2D,
    "custom properties": window.CSS && CSS.supports && CSS.supports("color", "var(--x)")
  };
  var missing = [];
  for (var name in needed) if (!needed[name]) missing.push(name);
  window.ductusLacks = missing;
  function say(why) {
    var line = document.getElementById("lacking");
    line.textContent = "This browser cannot run the page: " + why +
      ". Any Chrome, Edge, Firefox or Safari from 2022 on can.";
    line.hidden = false;
  }
  window.addEventListener("load", function () {
    if (missing.length) say("it has no " + missing.join(", no "));
    else if (!window.ductusRuns) say("its JavaScript is too old");
  });
})();
