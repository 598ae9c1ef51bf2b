// What a browser remembers of its reader's choices. One that forbids storage forgets them, and nothing else happens.

export function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // forgotten
  }
}
