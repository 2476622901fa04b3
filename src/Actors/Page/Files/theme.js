// Light, dark, or as the system has it; the choice is kept in this browser.

const choices = ['system', 'light', 'dark'];

/** Makes a button go through the three. */
export function theme(button) {
  let choice = read();
  function apply() {
    if (choice === 'system') {
      document.documentElement.removeAttribute('data-theme');
    } else {
      document.documentElement.setAttribute('data-theme', choice);
    }
    button.textContent = `theme: ${choice}`;
  }
  button.addEventListener('click', () => {
    choice = choices[(choices.indexOf(choice) + 1) % choices.length];
    try {
      localStorage.setItem('theme', choice);
    } catch {
      // Not kept where the browser keeps nothing.
    }
    apply();
  });
  apply();
}

function read() {
  try {
    const kept = localStorage.getItem('theme');
    return choices.includes(kept) ? kept : 'system';
  } catch {
    return 'system';
  }
}
