// Runs inside JupyterLab on the open notebook `lesson`; returns the sentences about what is hard to
// read or cut off in its markdown cells and outputs. The contrast is that of WCAG 2.

const SHOWN = '.jp-MarkdownOutput, .jp-OutputArea-output';

function parsed(colour) {
    const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
    return {rgb: [r, g, b], a};
}

function over(top, ground) {
    return top.rgb.map((value, i) => value * top.a + ground[i] * (1 - top.a));
}

function luminance(rgb) {
    const [r, g, b] = rgb.map(value => {
        const x = value / 255;
        return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
}

// What lies behind an element: the backgrounds of all that it is in, from the outside inwards.
function ground(element) {
    const layers = [];
    for (let each = element; each; each = each.parentElement) {
        layers.unshift(parsed(getComputedStyle(each).backgroundColor));
    }
    return layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
}

function opacity(element) {
    let product = 1;
    for (let each = element; each; each = each.parentElement) {
        product *= Number(getComputedStyle(each).opacity);
    }
    return product;
}

function texts(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = new Map();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement;
        const token = element.matches('pre code span');  // JupyterLab's own syntax colours
        if (node.data.trim() && !token && !element.closest('svg, mjx-container, style, script')) {
            found.set(element, node.data.trim());
        }
    }
    return found;
}

function faint(root) {
    const sentences = new Set();
    for (const [element, text] of texts(root)) {
        const style = getComputedStyle(element);
        if (style.visibility !== 'visible' || !element.getClientRects().length) { continue; }
        const behind = ground(element);
        const colour = parsed(style.color);
        const ink = over({rgb: colour.rgb, a: colour.a * opacity(element)}, behind);
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        const ratio = contrast(ink, behind);
        if (ratio < (large ? 3 : 4.5)) {
            const colours = `${ink.map(Math.round)} on ${behind.map(Math.round)}`;
            sentences.add(`${JSON.stringify(text.slice(0, 40))}: ${colours}, ${ratio.toFixed(2)}`);
        }
    }
    return sentences;
}

// Whether something between an element and the cell lets the reader scroll to its right end.
function scrollable(element, cell) {
    for (let each = element; each !== cell; each = each.parentElement) {
        const style = getComputedStyle(each);
        if (['auto', 'scroll'].includes(style.overflowX)) { return true; }
        if (['hidden', 'clip'].includes(style.overflowX) && each !== element) { return false; }
    }
    return false;
}

function cut(root, cell) {
    const sentences = new Set();
    const right = cell.getBoundingClientRect().right + 1;
    for (const element of root.querySelectorAll('*')) {
        if (element.closest('svg, mjx-assistive-mml') || !element.getClientRects().length) {
            continue;
        }
        const style = getComputedStyle(element);
        const hides = ['hidden', 'clip'].includes(style.overflowX);
        const inside = hides && element.scrollWidth > element.clientWidth + 1;
        const outside = element.getBoundingClientRect().right > right;
        if (inside || (outside && !scrollable(element.parentElement, cell))) {
            const name = `${element.tagName.toLowerCase()}.${element.className}`;
            sentences.add(`${name}: ${element.scrollWidth} px wide is cut off`);
        }
    }
    return sentences;
}

const sentences = [];
lesson.content.widgets.forEach((cell, number) => {
    for (const root of cell.node.querySelectorAll(SHOWN)) {
        for (const sentence of [...faint(root), ...cut(root, cell.node)]) {
            sentences.push(`cell ${number}: ${sentence}`);
        }
    }
});
return sentences;
