const GAP = 6; // pixels between a popover and what opened it
const EDGE = 8; // pixels kept free to the window's edge

/**
 * Show a node above the page near an element or a point. It closes on Escape, on a press outside
 * and with `closePopover`; the focus then goes back to where it was.
 *
 * @param {HTMLElement|{x: number, y: number}} anchor element or point in window pixels
 * @param {HTMLElement} node what to show
 * @param {{onClose?: () => void, focus?: HTMLElement}} [options] `focus` takes the focus
 */
export function openPopover(anchor, node, { onClose, focus = node } = {}) {
  const element = anchor instanceof Element ? anchor : null;
  const back = memory(element ?? document.activeElement);
  const host = element?.closest("dialog") ?? document.body;
  node.classList.add("popover");
  node.popover = "auto";
  host.append(node);
  node.showPopover();
  place(node, element ? element.getBoundingClientRect() : new DOMRect(anchor.x, anchor.y, 0, 0));
  element?.setAttribute("aria-expanded", "true");
  node.addEventListener("toggle", ({ newState }) => {
    if (newState !== "closed") return;
    const held = node.contains(document.activeElement) || document.activeElement === document.body;
    element?.setAttribute("aria-expanded", "false");
    node.remove();
    if (held) back();
    onClose?.();
  });
  focus.focus({ preventScroll: true });
}

/** Close a popover; its `onClose` follows. */
export function closePopover(node) {
  if (node.isConnected && node.matches(":popover-open")) node.hidePopover();
}

/** Close every open popover, for instance when another person takes the page. */
export function closeAllPopovers() {
  for (const node of document.querySelectorAll(".popover:popover-open")) node.hidePopover();
}

/** Remember where the focus was, even when its message is drawn anew meanwhile. */
function memory(element) {
  const messageId = element?.closest?.(".message")?.id;
  const key = element?.dataset?.key;
  return () => {
    if (element?.isConnected) return element.focus({ preventScroll: true });
    const message = messageId && document.getElementById(messageId);
    const twin = key && message?.querySelector(`[data-key="${CSS.escape(key)}"]`);
    return (twin || message)?.focus({ preventScroll: true });
  };
}

function place(node, box) {
  const { width, height } = node.getBoundingClientRect();
  const below = box.bottom + GAP + height <= innerHeight - EDGE;
  const top = below ? box.bottom + GAP : Math.max(EDGE, box.top - GAP - height);
  const left = Math.min(Math.max(EDGE, box.left), innerWidth - width - EDGE);
  node.style.setProperty("top", `${Math.max(EDGE, Math.min(top, innerHeight - height - EDGE))}px`);
  node.style.setProperty("left", `${Math.max(EDGE, left)}px`);
}
