// The search of a site that is files: reads a question as the site's own search does, fetches the few parts
// of the index that may answer it, and ranks by the same rules.
//
// Of what the site knows this leaves out where in an article a word stands: a phrase is found by its words,
// and `backend` does not find `back end`.

const FORM = 1;
const PAUSE = 200;
const AT_ONCE = 10;
const MOST_WORDS = 32;
const LONGEST_TERM = 64;
const LANGUAGES = { h: "he", a: "ar", e: "en" };
const IS_KEY = 1;
const IS_OWN_KEY = 2;
const MOST_BEGUN = 300;
const SATURATION = 1.4;
const WEIGHT = { word: 1, stem: 0.65, other: 0.7, english: 0.8, variant: 0.8, alias: 0.6, beginning: 0.4 };

// Words, as src/text/analyzer reads them.

const INVISIBLE = /[\u00AD\u061C\uFEFF\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069]/gu;
const HEBREW_MARK = /[\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7]/u;
const ARABIC_MARK = /[\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E8\u06EA-\u06ED\u0640]/u;
const MARKS = new RegExp(`[\\u0300-\\u036F]|${HEBREW_MARK.source}|${ARABIC_MARK.source}`, "gu");
const HEBREW = /[א-ת\u05EF-\u05F2\uFB1D-\uFB4F]/u;
const ARABIC = /[\u0621-\u063A\u0640-\u064A\u066E\u066F\u0671-\u06D3\u06D5\u06EE\u06EF\u06FA-\u06FF\u0750-\u077F\uFB50-\uFDFB\uFE70-\uFEFC]/u;
const LATIN = /[A-Za-z0-9٠-٩۰-۹\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F\u1E00-\u1EFF\uFB00-\uFB06\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A]/u;
const LATIN_INNER = new RegExp(`${LATIN.source}|[_\\u0300-\\u036F]`, "u");
const WORD = /(?![²³¹⁰-₉])[\p{Alphabetic}\p{N}]/u;
const QUOTE = /['"׳״’”]/u;

const is = (pattern, letter) => letter !== undefined && pattern.test(letter);

export function fold(word) {
  const bare = word.replace(INVISIBLE, "").normalize("NFKC").normalize("NFKD").replace(MARKS, "").normalize("NFKC");
  return [...bare].map((letter) => letter.toLowerCase()).join("")
    .replace(/װ/gu, "וו").replace(/ױ/gu, "וי").replace(/ײ/gu, "יי")
    .replace(/[٠-٩]/gu, (digit) => digit.charCodeAt(0) - 0x660)
    .replace(/[۰-۹]/gu, (digit) => digit.charCodeAt(0) - 0x6F0);
}

const SIGNS = { "+": "p", "#": "s", ".": "d", "-": "h", "_": "u", "/": "l", "@": "a", ":": "c", "&": "n", $: "m", "*": "t" };

function encode(word) {
  const letters = [...word];
  if (letters.length > 2 && letters.every((letter) => is(WORD, letter))) {
    return new TextEncoder().encode(word).length > LONGEST_TERM ? letters.slice(0, LONGEST_TERM).join("") : word;
  }
  const written = letters.slice(0, LONGEST_TERM).map((letter) => {
    if (SIGNS[letter]) return `q${SIGNS[letter]}`;
    return is(WORD, letter) ? letter : "";
  });
  return `zz${written.join("")}`;
}

const PROCLITICS = new Set();
for (const and of ["", "ו"]) {
  for (const that of ["", "ש", "כש", "מש", "לכש"]) {
    for (const to of ["", "ה", "ב", "כ", "ל", "מ", "מה"]) {
      const all = and + that + to;
      if (all.length >= 1 && all.length <= 4) PROCLITICS.add(all);
    }
  }
}
const FINAL = { ך: "כ", ם: "מ", ן: "נ", ף: "פ", ץ: "צ" };

const hebrewShape = (folded) => folded.replace(/['"׳״’”‘“`]/gu, "").replace(/[ךםןףץ]/gu, (letter) => FINAL[letter]);

function hebrewStem(word) {
  let stem = word;
  for (const ending of ["יימ", "ימ", "ות", "ה", "ת"]) {
    if (!word.endsWith(ending)) continue;
    const rest = word.slice(0, -ending.length);
    if ([...rest].length >= 3) { stem = rest; break; }
    if (ending === "ות" && [...rest].length === 2) { stem = `${rest}ה`; break; }
  }
  while (/[יו]$/u.test(stem) && [...stem].length > 3) stem = stem.slice(0, -1);
  return stem.replaceAll("יי", "י").replaceAll("וו", "ו");
}

function hebrewStems(word) {
  const stems = [hebrewStem(word)];
  for (let count = 1; count <= 4 && count <= word.length; count += 1) {
    const [proclitic, rest] = [word.slice(0, count), word.slice(count)];
    if (!PROCLITICS.has(proclitic) || rest.length < 2) continue;
    if (rest.length === 2 && !["ה", "ב", "ל"].includes(proclitic)) continue;
    const stem = hebrewStem(rest);
    if (!stems.includes(stem)) stems.push(stem);
  }
  return stems;
}

const ARABIC_SHAPES = { أ: "ا", إ: "ا", آ: "ا", ٱ: "ا", ى: "ي", ی: "ي", ئ: "ي", ک: "ك", ة: "ه", ە: "ه", ؤ: "و" };
const ARABIC_PROCLITICS = ["ال", "وال", "بال", "لل", "كال", "و", "ب", "ل", "ف"];

const arabicShape = (folded) => [...folded].map((letter) => ARABIC_SHAPES[letter] ?? letter).join("");

function arabicStem(word) {
  let stem = word;
  if (stem.length > 3 && stem.startsWith("و")) stem = stem.slice(1);
  const article = ["وال", "بال", "كال", "فال", "لل", "ال"].find((one) => stem.startsWith(one) && stem.length - one.length >= 2);
  if (article) stem = stem.slice(article.length);
  for (const ending of ["ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"]) {
    if (stem.endsWith(ending) && stem.length - ending.length >= 2) stem = stem.slice(0, -ending.length);
  }
  return stem;
}

const WHOLE = ["c++", "c#", "f#", "g++", "j#"];

function latinSpelling(raw) {
  let spelling = fold(raw).replaceAll("’", "'").replaceAll("‐", "-");
  if (spelling === "++c") return "c++";
  if (spelling.endsWith("'s")) spelling = spelling.slice(0, -2);
  return spelling.replaceAll("'", "");
}

function joinedSpelling(spelling) {
  const joined = [...spelling].filter((letter) => is(WORD, letter)).join("");
  const isNumber = /^[0-9.]*$/u.test(spelling);
  return !spelling.includes("/") && [...joined].length >= 3 && !isNumber ? joined : null;
}

// Where words begin and end, as src/text/analyzer/scan.rs finds them.
function* scan(letters) {
  let at = 0;
  let before;
  while (at < letters.length) {
    const [script, end] = wordAt(letters, at, before);
    if (script) {
      yield [script, at, end];
      before = letters[end - 1];
      at = end;
    } else {
      before = letters[at];
      at += 1;
    }
  }
}

function wordAt(letters, at, before) {
  const letter = letters[at];
  const run = (inner, from = at) => {
    let end = from;
    while (end < letters.length && inner(letters[end])) end += 1;
    return end;
  };
  if (is(HEBREW, letter)) {
    const inner = (one) => is(HEBREW, one) || is(HEBREW_MARK, one);
    let end = run(inner);
    for (;;) {
      const goesOn = is(HEBREW, letters[end + 1]);
      if (goesOn && is(QUOTE, letters[end])) end = run(inner, end + 1);
      else if (!goesOn && (letters[end] === "'" || letters[end] === "׳")) return ["hebrew", end + 1];
      else return ["hebrew", end];
    }
  }
  if (is(ARABIC, letter)) return ["arabic", run((one) => is(ARABIC, one) || is(ARABIC_MARK, one))];
  const first = latinStart(letters, at, before);
  if (first !== null) return ["latin", latinEnd(letters, first)];
  const other = (one) => one > "\x7F" && !is(LATIN, one) && !is(HEBREW, one) && !is(ARABIC, one)
    && (/\p{Alphabetic}/u.test(one) || (one > "\u036F" && /\p{M}/u.test(one)))
    && !is(HEBREW_MARK, one) && !is(ARABIC_MARK, one);
  if (other(letter)) return ["other", run(other)];
  return [null, at];
}

function latinStart(letters, at, before) {
  if (is(LATIN, letters[at])) return at;
  const [first, second, third] = letters.slice(at + 1, at + 4);
  if (first === undefined) return null;
  const inWord = (one) => one !== undefined && (is(WORD, one) || one === "_");
  const isLetter = (one) => one !== undefined && /[A-Za-z]/u.test(one);
  switch (letters[at]) {
    case ".":
      return (!inWord(before) || is(HEBREW, before)) && before !== "." && isLetter(first) && isLetter(second) ? at + 1 : null;
    case "@":
      return !inWord(before) && is(LATIN, first) ? at + 1 : null;
    case "+":
      return first === "+" && /^[Cc]$/u.test(second ?? "") && !inWord(third) ? at + 2 : null;
    default:
      return null;
  }
}

function latinEnd(letters, first) {
  let end = first;
  for (;;) {
    const [letter, next, after] = letters.slice(end, end + 3);
    if (letter === undefined) return end;
    const joins = next !== undefined && /[A-Za-z0-9٠-٩۰-۹]/u.test(next);
    const isLetter = is(LATIN, after) && !/[0-9]/u.test(after);
    if ((letter === "·" && is(LATIN_INNER, next)) || is(LATIN_INNER, letter)) end += 1;
    else if (/[.\-‐‑/@:&+'’]/u.test(letter) && joins) end += 1;
    else if (letter === "+" && next === "+" && after !== "+" && !isLetter) end += 2;
    else if (letter === "#" && !is(LATIN_INNER, next)) end += 1;
    else return end;
  }
}

export class Reader {
  constructor(meta) {
    this.stopWords = new Set(meta.stopWords.split(" "));
    this.asking = new Set(meta.asking.split(" "));
    this.aliases = meta.aliases;
  }

  // The words of a text. Each has a surface and the stems that it may be a form of.
  tokens(text) {
    const letters = [...text.replace(INVISIBLE, "")];
    const tokens = [];
    for (const [script, start, end] of scan(letters)) {
      const token = this.token(script, letters, start, end);
      if (token) tokens.push(token);
      const [first, second] = tokens.slice(-2);
      if (token && second && /^\s+$/u.test(letters.slice(first.end, second.start).join("")) && first.isHalf && second.isHalf) {
        second.joinsPrevious = true;
        first.joined = encode(first.spelling + second.spelling);
      }
    }
    return tokens;
  }

  token(script, letters, start, end) {
    const raw = letters.slice(start, end).join("");
    const rest = letters.slice(end);
    const made = (surface, stems, more = {}) => ({
      surface: encode(surface), stems: stems.map(encode), spelling: "", start, end,
      isStopWord: this.stopWords.has(surface), isAsking: this.asking.has(encode(surface)), ...more,
    });
    if (script === "hebrew") {
      const word = hebrewShape(fold(raw));
      const dash = /^[-־‐‑–]$/u.test(rest[0] ?? "");
      const leads = dash
        ? rest[1] !== undefined && !is(HEBREW, rest[1]) && !/\s/u.test(rest[1])
        : /^[A-Za-z0-9]$/u.test(rest[0] ?? "");
      if (!word || (PROCLITICS.has(word) && leads)) return null;
      return made(word, this.stopWords.has(word) || [...word].length < 2 ? [] : hebrewStems(word));
    }
    if (script === "arabic") {
      const word = arabicShape(fold(raw));
      const isBeforeLatin = /^[-ـ ]?[A-Za-z]/u.test(rest.slice(0, 2).join(""));
      if (!word || (ARABIC_PROCLITICS.includes(word) && isBeforeLatin)) return null;
      return made(word, this.stopWords.has(word) || [...word].length < 3 ? [] : [arabicStem(word)]);
    }
    if (script === "latin") {
      const trimmed = raw.replace(/[.\-/:&]+$/u, "");
      const spelling = latinSpelling(trimmed);
      const isStopWord = this.stopWords.has(spelling);
      const isHalf = /^[A-Za-z]{2,12}$/u.test(trimmed) && !isStopWord;
      return made(spelling, [], { spelling, isStopWord, isHalf, end: start + [...trimmed].length });
    }
    const word = fold(raw);
    return word ? made(word, [], { isStopWord: false }) : null;
  }

  // All that answers for a word: `{ what, term, weight }`, the word itself first.
  forms(token) {
    const forms = [];
    const add = (what, term, weight) => {
      if (!forms.some((known) => known.what === what && known.term === term)) forms.push({ what, term, weight });
    };
    add("surface", token.surface, WEIGHT.word);
    const isPlain = /^[a-z0-9]+$/u.test(token.spelling);
    let roots = [...token.stems];
    if (!token.spelling) {
      token.stems.forEach((stem, at) => add("key", stem, at === 0 ? WEIGHT.stem : WEIGHT.other));
    } else if (isPlain) {
      add("key", token.surface, WEIGHT.english);
      // The index knows the stems of the words that it holds.
      if (/^[a-z]{3,}$/u.test(token.spelling)) add("stem", token.surface, WEIGHT.english);
    } else if (WHOLE.includes(token.spelling)) {
      add("key", token.surface, WEIGHT.variant);
    } else {
      const joined = joinedSpelling(token.spelling);
      if (joined && !token.spelling.startsWith(".")) {
        add("surface", encode(joined), WEIGHT.variant);
        add("key", encode(joined), WEIGHT.variant);
      }
    }
    roots = [...roots, token.surface];
    for (const name of new Set(roots.flatMap((root) => (Object.hasOwn(this.aliases, root) ? this.aliases[root] : [])))) {
      add("surface", name, WEIGHT.alias);
      add("key", name, WEIGHT.alias);
    }
    return forms;
  }

  // What is asked: words, words that must not be there, tags, authors, languages.
  question(typed) {
    const question = { words: [], excluded: [], named: [], languages: [] };
    let rest = typed.replace(INVISIBLE, "").slice(0, 2000).trimStart();
    let plain = "";
    while (rest) {
      const [kind, value, after] = piece(rest);
      rest = after.trimStart();
      if (kind === "words") { plain += `${value} `; continue; }
      this.addWords(question, plain);
      plain = "";
      if (kind === "phrase") this.addPhrase(question, value);
      else if (kind === "excluded") question.excluded.push(this.tokens(value).map((token) => token.surface));
      else if (kind === "lang") question.languages.push(value.toLowerCase());
      else question.named.push(`${kind}:${value.normalize("NFC").toLowerCase().replace(/[\s_]+/gu, "-")}`);
    }
    this.addWords(question, plain);
    if (question.excluded.length && !question.words.length && !question.named.length && !question.languages.length) {
      question.excluded = [];
      this.addWords(question, typed);
    }
    question.excluded = question.excluded.filter((words) => words.length).slice(0, 8);
    question.words.length = Math.min(question.words.length, MOST_WORDS);
    return question;
  }

  telling(tokens) {
    const noneTells = tokens.every((token) => token.isStopWord);
    const isTold = tokens.filter((token) => !token.isStopWord && !token.isAsking).length > 1;
    return tokens.filter((token) => (noneTells || !token.isStopWord) && (!isTold || !token.isAsking));
  }

  addWords(question, text) {
    const tokens = this.telling(this.tokens(text));
    const words = tokens.map((token) => this.forms(token));
    tokens.slice(0, -1).forEach((token, at) => {
      if (!token.joined || !tokens[at + 1].joinsPrevious) return;
      for (const forms of words.slice(at, at + 2)) {
        for (const what of ["surface", "key"]) {
          if (!forms.some((form) => form.what === what && form.term === token.joined)) {
            forms.push({ what, term: token.joined, weight: WEIGHT.variant });
          }
        }
      }
    });
    words.forEach((forms) => this.addWord(question, forms));
  }

  addPhrase(question, text) {
    for (const token of this.telling(this.tokens(text))) {
      this.addWord(question, [{ what: "surface", term: token.surface, weight: WEIGHT.word }]);
    }
  }

  addWord(question, forms) {
    const name = JSON.stringify(forms);
    if (!question.words.some((known) => JSON.stringify(known) === name)) question.words.push(forms);
  }
}

const CLOSING = { '"': '"', "“": "”“", "„": "”“", "”": "”“", "«": "»", "״": "״" };

function quoted(text) {
  const closing = CLOSING[text[0]];
  if (!closing) return null;
  for (let end = 1; end < text.length; end += 1) {
    if (closing.includes(text[end]) && !/^[\p{Alphabetic}\p{N}]/u.test(text.slice(end + 1))) {
      const inner = text.slice(1, end);
      return /[\p{Alphabetic}\p{N}]/u.test(inner) ? [inner, text.slice(end + 1)] : null;
    }
  }
  return null;
}

function piece(text) {
  const word = (from) => {
    const end = from.search(/\s/u);
    return end < 0 ? [from, ""] : [from.slice(0, end), from.slice(end)];
  };
  const phrase = quoted(text);
  if (phrase) return ["phrase", ...phrase];
  if (text.startsWith("-")) {
    const excluded = quoted(text.slice(1)) ?? word(text.slice(1));
    if (!excluded[0].startsWith("-") && /[\p{Alphabetic}\p{N}]/u.test(excluded[0])) return ["excluded", ...excluded];
  }
  const named = /^(tag|author|lang):/iu.exec(text);
  if (named) {
    const [value, rest] = quoted(text.slice(named[0].length)) ?? word(text.slice(named[0].length));
    const kind = named[1].toLowerCase();
    const isKnown = kind !== "lang" || Object.values(LANGUAGES).includes(value.toLowerCase());
    if (/[\p{Alphabetic}\p{N}]/u.test(value) && isKnown) return [kind, value.replace(/^@/u, ""), rest];
  }
  return ["words", ...word(text)];
}

// The index.

class Bytes {
  constructor(buffer) {
    this.bytes = new Uint8Array(buffer);
    this.at = 0;
  }

  number() {
    let number = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.bytes[this.at];
      this.at += 1;
      number += (byte & 127) * factor;
      if (byte < 128) return number;
    }
  }
}

// Terms are in the order of their UTF-8, which is that of code points and not that of JavaScript.
function isBefore(one, other) {
  const [left, right] = [[...one], [...other]];
  for (let at = 0; at < left.length && at < right.length; at += 1) {
    if (left[at] !== right[at]) return left[at].codePointAt(0) < right[at].codePointAt(0);
  }
  return left.length < right.length;
}

function readShard(buffer) {
  const bytes = new Bytes(buffer);
  const terms = new Map();
  const decoder = new TextDecoder();
  let name = new Uint8Array(0);
  while (bytes.at < bytes.bytes.length) {
    const shared = bytes.number();
    const rest = bytes.number();
    const next = new Uint8Array(shared + rest);
    next.set(name.subarray(0, shared));
    next.set(bytes.bytes.subarray(bytes.at, bytes.at + rest), shared);
    name = next;
    bytes.at += rest;
    const what = bytes.bytes[bytes.at];
    bytes.at += 1;
    let stem = null;
    const term = decoder.decode(name);
    if (what & 4) {
      const kept = bytes.number();
      const more = bytes.number();
      stem = term.slice(0, kept) + decoder.decode(bytes.bytes.subarray(bytes.at, bytes.at + more));
      bytes.at += more;
    }
    const holders = bytes.number();
    const articles = [];
    let article = 0;
    for (let left = bytes.number(); left > 0; left -= 1) {
      article += bytes.number();
      articles.push(article, bytes.bytes[bytes.at]);
      bytes.at += 1;
    }
    const entry = terms.get(term) ?? {};
    entry[what & IS_KEY ? "key" : "surface"] = { holders, articles, isOwn: (what & IS_OWN_KEY) !== 0 };
    if (stem) entry.stem = stem;
    terms.set(term, entry);
  }
  return terms;
}

export class Index {
  static async open(folder) {
    const answer = await fetch(`${folder}index.json`, { cache: "no-cache" });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const meta = await answer.json();
    if (meta.form !== FORM) throw new Error("the index is of another version");
    return new Index(folder, meta);
  }

  constructor(folder, meta) {
    this.folder = folder;
    this.reader = new Reader(meta);
    this.firsts = meta.firsts ? meta.firsts.split("\n") : [];
    this.shardNames = meta.shards.match(/.{10}/gu) ?? [];
    this.documentNames = meta.documents.match(/.{10}/gu) ?? [];
    this.perDocument = meta.perDocument;
    this.languages = [...meta.languages.matchAll(/([a-z])([0-9]+)/gu)].flatMap(([, letter, number]) => Array(Number(number)).fill(LANGUAGES[letter]));
    this.fetched = new Map();
  }

  get(name, read) {
    if (!this.fetched.has(name)) {
      const fetched = fetch(this.folder + name).then(async (answer) => {
        if (!answer.ok) throw new Error(`${answer.status}`);
        return read(answer);
      });
      // What failed may be tried again.
      fetched.catch(() => this.fetched.delete(name));
      this.fetched.set(name, fetched);
    }
    return this.fetched.get(name);
  }

  shard(at) {
    return this.get(`${this.shardNames[at]}.bin`, async (answer) => readShard(await answer.arrayBuffer()));
  }

  // The shard that holds a term, if any does: the last that begins at or before it.
  placeOf(term) {
    let [low, high] = [0, this.firsts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(term, this.firsts[middle])) high = middle;
      else low = middle + 1;
    }
    return low - 1;
  }

  async entry(term) {
    const place = this.placeOf(term);
    return place < 0 ? undefined : (await this.shard(place)).get(term);
  }

  async standing(what, term) {
    const entry = await this.entry(term);
    if (what === "surface") return entry?.surface;
    return entry?.key ?? (entry?.surface?.isOwn ? entry.surface : undefined);
  }

  // Where words stand that begin so, as one.
  async begun(beginning) {
    const counts = new Map();
    let read = 0;
    for (let place = Math.max(this.placeOf(beginning), 0); place < this.firsts.length && read < 3; place += 1, read += 1) {
      if (read > 0 && !this.firsts[place].startsWith(beginning)) break;
      let terms = 0;
      for (const [term, entry] of await this.shard(place)) {
        if (!term.startsWith(beginning) || terms > MOST_BEGUN) continue;
        terms += 1;
        for (const standing of [entry.surface, entry.key]) {
          for (let at = 0; at < (standing?.articles.length ?? 0); at += 2) {
            const [article, count] = [standing.articles[at], standing.articles[at + 1]];
            counts.set(article, Math.max(counts.get(article) ?? 0, count));
          }
        }
      }
    }
    return { holders: counts.size, articles: [...counts].flat() };
  }

  // The stem of an English word that the index holds; of another, the longest that it knows.
  async stemOf(word) {
    const entry = await this.entry(word);
    if (entry?.stem) return entry.stem;
    if (entry?.surface) return word;
    for (const [ending, instead] of [["ies", "i"], ["ied", "i"], ["ing", ""], ["ing", "e"], ["ed", ""], ["ed", "e"], ["es", ""], ["es", "e"], ["er", ""], ["ly", ""], ["s", ""], ["e", ""], ["y", "i"]]) {
      if (!word.endsWith(ending) || word.length - ending.length < 3) continue;
      const candidate = word.slice(0, -ending.length) + instead;
      const known = await this.entry(candidate);
      if (known?.key || known?.surface) return known.stem ?? candidate;
    }
    return word;
  }

  async standings(forms) {
    const found = await Promise.all(forms.map(async ({ what, term, weight }) => {
      if (what === "beginning") return { standing: await this.begun(term), weight, what };
      if (what !== "stem") return { standing: await this.standing(what, term), weight, what };
      const stem = await this.stemOf(term);
      if (stem === term) return { standing: undefined, weight, what };
      const root = encode(stem);
      // A word of two letters is no key of itself.
      return { standing: (await this.standing("key", root)) ?? (await this.standing("surface", root)), weight, what };
    }));
    return found;
  }

  // All articles that answer, best first, and how many of them hold every word.
  async find(typed, language, isTyping) {
    const question = this.reader.question(typed);
    if (language) question.languages.push(language);
    const last = question.words.at(-1);
    const beginning = last?.[0] && beginningOf(last[0].term);
    const begin = () => last.push({ what: "beginning", term: beginning, weight: WEIGHT.beginning });
    if (isTyping && beginning) begin();
    let found = await this.rank(question, isTyping);
    if (!isTyping && beginning && found.full === 0 && found.held.at(-1) === 0) {
      begin();
      found = await this.rank(question, false);
    }
    return found;
  }

  async rank(question, isUnfinished) {
    const articles = this.languages.length;
    const scores = new Float64Array(articles);
    const matched = new Uint8Array(articles);
    const held = [];
    const words = await Promise.all(question.words.map((forms) => this.standings(forms)));
    for (const found of words) {
      const itself = found[0].standing?.holders ?? 0;
      const best = new Map();
      for (const { standing, weight, what } of found) {
        if (!standing) continue;
        const holders = Math.max(standing.holders, itself);
        const rarity = Math.log(1 + (articles - holders + 0.5) / (holders + 0.5)) * weight * (SATURATION + 1);
        const counts = isUnfinished || what !== "beginning";
        for (let at = 0; at < standing.articles.length; at += 2) {
          const known = best.get(standing.articles[at]);
          const score = (rarity * standing.articles[at + 1]) / 255;
          best.set(standing.articles[at], [Math.max(known?.[0] ?? 0, score), counts || (known?.[1] ?? false)]);
        }
      }
      let holders = 0;
      for (const [article, [score, isHeld]] of best) {
        scores[article] += score;
        matched[article] += isHeld ? 1 : 0;
        holders += isHeld ? 1 : 0;
      }
      held.push(holders);
    }
    const sieves = await Promise.all(question.named.map((term) => this.holdersOf([term])));
    const excluded = await Promise.all(question.excluded.map((terms) => this.holdersOf(terms)));
    const hits = [];
    for (let article = 0; article < articles; article += 1) {
      const passes = (question.words.length === 0 || scores[article] > 0)
        && question.languages.every((language) => this.languages[article] === language)
        && sieves.every((sieve) => sieve.has(article)) && !excluded.some((sieve) => sieve.has(article));
      if (passes) hits.push({ article, score: scores[article], isFull: matched[article] === question.words.length });
    }
    const isEmpty = !question.words.length && !question.named.length && !question.languages.length;
    if (isEmpty) hits.length = 0;
    hits.sort((one, other) => other.isFull - one.isFull || other.score - one.score || other.article - one.article);
    return { hits, held, full: hits.filter((hit) => hit.isFull).length };
  }

  // The articles that hold all of these.
  async holdersOf(terms) {
    const all = await Promise.all(terms.map((term) => this.standing("surface", term)));
    const sets = all.map((standing) => new Set((standing?.articles ?? []).filter((_, at) => at % 2 === 0)));
    const [first, ...rest] = sets;
    return new Set([...first].filter((article) => rest.every((set) => set.has(article))));
  }

  async document(article) {
    const name = `${this.documentNames[Math.floor(article / this.perDocument)]}.json`;
    const some = await this.get(name, (answer) => answer.json());
    const [slug, title, summary, date, authors] = some[article % this.perDocument];
    return { slug, title, summary, date, authors, language: this.languages[article] };
  }
}

function beginningOf(term) {
  if (!term.startsWith("zz")) return term;
  const short = term.slice(2);
  return [...short].length === 2 ? short : null;
}

// The page.

class Search {
  constructor(form, results) {
    this.form = form;
    this.field = form.elements.q;
    this.results = results;
    this.words = JSON.parse(results.dataset.words);
    this.root = results.dataset.index.replace(/search\/index\/$/u, "");
    this.plurals = new Intl.PluralRules(this.words.language);
    this.dates = new Intl.DateTimeFormat(this.words.language, { dateStyle: "long" });
    this.turn = 0;
    this.voice = document.createElement("div");
    this.voice.className = "quiet";
    this.voice.setAttribute("role", "status");
    document.body.append(this.voice);
  }

  start() {
    this.read();
    this.field.addEventListener("input", (event) => { if (!event.isComposing) this.later(); });
    this.field.addEventListener("compositionend", () => this.later());
    this.form.addEventListener("change", (event) => { if (event.target !== this.field) this.ask(false); });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask(false, "pushState");
    });
    addEventListener("popstate", () => this.read());
  }

  // Takes the question from the address.
  read() {
    const asked = new URLSearchParams(location.search);
    this.field.value = asked.get("q") ?? "";
    if (this.form.elements.lang) this.form.elements.lang.value = asked.get("lang") ?? "";
    this.ask(false, null);
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(true), PAUSE);
  }

  async ask(isTyping, note = "replaceState") {
    clearTimeout(this.timer);
    this.turn += 1;
    const turn = this.turn;
    const typed = this.field.value.trim();
    const language = this.form.elements.lang?.value ?? "";
    if (note) {
      const asked = new URLSearchParams(Object.entries({ q: typed, lang: language }).filter(([, value]) => value));
      history[note](null, "", asked.size ? `?${asked}` : location.pathname);
    }
    if (!typed) {
      this.results.replaceChildren();
      return;
    }
    try {
      this.index ??= Index.open(this.results.dataset.index);
      const index = await this.index;
      const found = await index.find(typed, language, isTyping);
      const first = await this.cards(index, found, 0);
      // Another letter was typed meanwhile.
      if (turn === this.turn) this.show(index, found, first);
    } catch (error) {
      this.index = undefined;
      console.warn(error);
      if (turn === this.turn) this.results.replaceChildren(this.empty(this.words.unreachable));
    }
  }

  show(index, found, first) {
    if (!found.hits.length) {
      this.results.replaceChildren(this.empty(this.words.none, this.words.hint));
      this.voice.textContent = this.words.none;
      return;
    }
    const count = found.full || found.hits.length;
    const said = make("p", "found", (this.words.found[this.plurals.select(count)] ?? this.words.found.other).replace("{count}", count.toLocaleString(this.words.language)));
    this.results.replaceChildren(said, ...first);
    this.voice.textContent = said.textContent;
    this.offerMore(index, found, AT_ONCE);
  }

  offerMore(index, found, shown) {
    if (shown >= found.hits.length) return;
    const more = make("p", "more");
    const button = make("button", "", this.words.more);
    button.type = "button";
    more.append(button);
    button.addEventListener("click", async () => {
      button.disabled = true;
      const turn = this.turn;
      const cards = await this.cards(index, found, shown);
      if (turn !== this.turn) return;
      more.replaceWith(...cards);
      cards.at(-1).querySelector("a")?.focus();
      this.offerMore(index, found, shown + AT_ONCE);
    });
    this.results.append(more);
  }

  // The results from one on, those that hold only some of the words below a line that says so.
  async cards(index, found, from) {
    const hits = found.hits.slice(from, from + AT_ONCE);
    const documents = await Promise.all(hits.map((hit) => index.document(hit.article)));
    const parts = [];
    let cards;
    hits.forEach((hit, at) => {
      const before = found.hits[from + at - 1];
      if (!hit.isFull && (!before || before.isFull)) {
        parts.push(make("h2", "section-title", found.full ? this.words.otherSomeWords : this.words.someWords));
        cards = undefined;
      }
      if (!cards) {
        cards = make("div", "cards");
        parts.push(cards);
      }
      cards.append(this.card(documents[at]));
    });
    return parts;
  }

  card({ slug, title, summary, date, authors, language }) {
    const card = make("article", "card");
    if (language !== document.documentElement.lang) Object.assign(card, { lang: language, dir: language === "en" ? "ltr" : "rtl" });
    const link = make("a");
    link.href = `${this.root}${encodeURIComponent(slug)}/`;
    link.innerHTML = title;
    const heading = make("h2");
    heading.append(link);
    card.append(heading);
    if (summary) {
      const line = make("p", "summary");
      line.innerHTML = summary;
      card.append(line);
    }
    const facts = make("p", "facts");
    if (language !== this.words.language) Object.assign(facts, { lang: this.words.language, dir: document.documentElement.dir });
    authors.forEach(([handle, name], at) => {
      const author = make("a");
      author.href = `${this.root}author/${encodeURIComponent(handle)}/`;
      author.append(make("bdi", "", name));
      facts.append(at > 0 ? ", " : "", author);
    });
    const time = make("time", "", this.dates.format(new Date(date)));
    time.dateTime = date;
    facts.append(" ", time);
    card.append(facts);
    return card;
  }

  empty(title, hint) {
    const box = make("div", "empty");
    box.append(make("p", "empty-title", title));
    if (hint) box.append(make("p", "", hint));
    return box;
  }
}

function make(name, className = "", text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

const form = document.querySelector("form.question");
const results = document.querySelector("#results[data-index]");
if (form && results) new Search(form, results).start();
