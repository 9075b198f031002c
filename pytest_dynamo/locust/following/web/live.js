'use strict';
const EVERY = 1000;
const live = document.getElementById('live');
const lost = document.getElementById('lost');
let tag = '';

// Makes one node like another, touching only what differs; what somebody has opened stays open.
function become(old, next) {
  if (old.nodeType !== next.nodeType || old.nodeName !== next.nodeName) { old.replaceWith(next); return; }
  if (old.nodeType !== Node.ELEMENT_NODE) { if (old.data !== next.data) old.data = next.data; return; }
  for (const { name } of [...old.attributes])
    if (!next.hasAttribute(name) && name !== 'open') old.removeAttribute(name);
  for (const { name, value } of next.attributes)
    if (name !== 'open' && old.getAttribute(name) !== value) old.setAttribute(name, value);
  const theirs = [...next.childNodes];
  theirs.forEach((child, number) => {
    if (number < old.childNodes.length) become(old.childNodes[number], child);
    else old.append(child);
  });
  while (old.childNodes.length > theirs.length) old.lastChild.remove();
}

function say(words) { if (lost.textContent !== words) lost.textContent = words; }

async function refresh() {
  try {
    const headers = tag ? { 'If-None-Match': tag } : {};
    const answer = await fetch('dynamo/figures', { headers, redirect: 'manual', cache: 'no-store' });
    if (answer.type === 'opaqueredirect' || answer.status === 401) {
      say('You are signed out. Load this page again to sign in.');
    } else if (answer.status === 304) {
      say('');
    } else if (answer.ok) {
      const next = document.createElement('template');
      next.innerHTML = await answer.text();
      const page = live.cloneNode(false);
      page.append(next.content);
      become(live, page);
      tag = answer.headers.get('ETag') || '';
      say('');
    } else {
      say('Locust could not give the figures; those below are the last. Its log says why.');
    }
  } catch {
    say('Locust does not answer. The figures below are the last.');
  }
  setTimeout(refresh, EVERY);
}

setTimeout(refresh, EVERY);
