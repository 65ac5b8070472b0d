const link = new URLSearchParams(location.hash.slice(1));
const token = link.get("token");
const user = link.get("user");
const form = document.getElementById("form");
const outcome = document.getElementById("outcome");
const intro = document.getElementById("intro");
const value = (id) => document.getElementById(id).value;

if (!token) {
  intro.textContent = "This address is incomplete. Open the whole link as it was given to you.";
} else {
  if (user) {
    document.getElementById("who").hidden = true;
    intro.textContent = `Choose a password for ${user}.`;
  } else {
    document.getElementById("username").required = true;
    document.getElementById("email").required = true;
    intro.textContent = "You are about to become the administrator of this installation.";
    document.getElementById("go").textContent = "Create administrator";
  }
  form.hidden = false;
}

function say(text, kind) {
  outcome.textContent = text;
  outcome.className = kind;
}

function reason(body) {
  const detail = body.detail;
  if (Array.isArray(detail)) {
    return detail.map((each) => `${each.field}: ${each.msg}`).join("\n");
  }
  if (detail && typeof detail === "object") {
    return [detail.password, ...Object.values(detail["password scheme"] ?? {})].join(" ");
  }
  return detail ?? body.message ?? "That did not work.";
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (value("password") !== value("password1")) {
    say("The passwords must match.", "wrong");
    return;
  }
  const button = form.querySelector("button");
  button.disabled = true;
  const order = { token, password: value("password"), password1: value("password1") };
  if (!user) {
    order.username = value("username");
    order.email = value("email");
  }
  try {
    const answer = await fetch("/auth/setup", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(order),
    });
    const body = await answer.json();
    if (answer.ok) {
      form.hidden = true;
      intro.hidden = true;
      history.replaceState(null, "", location.pathname);
      say(`Welcome, ${body.username}. You can log in now.`, "done");
    } else {
      say(reason(body), "wrong");
    }
  } catch {
    say("The server did not answer. Try again.", "wrong");
  } finally {
    button.disabled = false;
  }
});
