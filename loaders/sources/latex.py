"""LaTeX as it stands in bibliographies, to plain text: accents, letters, signs; braces go."""

from __future__ import annotations

import html
import re
import unicodedata

_ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323",
    "b": "\u0331",
}  # fmt: skip
_WORDS = {
    "ss": "ß", "SS": "ẞ", "o": "ø", "O": "Ø", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å",
    "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ",
    "ng": "ŋ", "NG": "Ŋ", "textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘",
    "textquotesingle": "'", "textquotedblleft": "“", "textquotedblright": "”", "textquotedbl": '"',
    "textasciitilde": "~", "textasciicircum": "^", "textasciigrave": "`", "textbackslash": "\\",
    "textunderscore": "_", "textbraceleft": "{", "textbraceright": "}", "textless": "<", "textgreater": ">",
    "textbar": "|", "textdollar": "$", "textdegree": "°", "textregistered": "®", "textcopyright": "©",
    "texttrademark": "™", "textperiodcentered": "·", "textbullet": "•", "textellipsis": "…", "ldots": "…",
    "dots": "…", "textmu": "µ", "textexclamdown": "¡", "textquestiondown": "¿", "guillemotleft": "«",
    "guillemotright": "»", "copyright": "©", "pounds": "£", "S": "§", "P": "¶", "euro": "€", "texteuro": "€",
    "lbrace": "{", "rbrace": "}", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε",
    "varepsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ",
    "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ",
    "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ",
    "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "times": "×", "pm": "±", "cdot": "·",
    "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "approx": "≈", "sim": "∼", "infty": "∞", "to": "→",
    "rightarrow": "→", "leftarrow": "←", "circ": "°", "degree": "°", "ell": "ℓ", "prime": "′", "quad": " ",
}  # fmt: skip
_SWITCHES = dict.fromkeys(
    "bf it em sc rm tt sl sf bfseries itshape scshape rmfamily ttfamily upshape normalfont small relax".split(),
    "",
)
_COMMAND = re.compile(
    r"""
    \\(?:
      (?P<sign>['`^"~=.])\s*+(?:\{\s*+\\?(?P<a>[A-Za-z])\s*+\}|\\?(?P<b>[A-Za-z]))
    | (?P<letter>[uvHckrdb])(?:\s*+\{\s*+\\?(?P<c>[A-Za-z])\s*+\}|\s++\\?(?P<d>[A-Za-z]))
    | (?P<outer>['`^"~=.uvHckrdb])\s*+\{\s*+\\(?P<inner>['`^"~=.])\s*+\{?(?P<e>[A-Za-z])\}?\s*+\}
    | (?P<alone>[\^~])\{\}
    | (?P<word>[A-Za-z]++)\s*+(?:\{\})?
    | (?P<char>.)
    )
    | ``|''|---|--|[{}~]
    """,
    re.VERBOSE | re.DOTALL,
)
_MATH = re.compile(r"(?<!\\)\$([^$]{1,500})(?<!\\)\$")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{2,6}|#x[0-9A-Fa-f]{2,5});")
"""Publishers that make BibTeX of HTML leave these in it."""
_PLAIN = {"``": "“", "''": "”", "---": "—", "--": "–", "~": " ", "{": "", "}": ""}
_CHARS = {
    "\\": " ",
    "-": "",
    "/": "",
    ",": " ",
    ";": " ",
    "!": "",
    "\n": " ",
    "(": "",
    ")": "",
    "[": "",
    "]": "",
}


def plain(value: str) -> str:
    """The text without LaTeX, on one line. A value with neither backslash nor brace is no LaTeX."""
    if value[:1] == "{" and value[-1:] == "}" and value.find("}") == len(value) - 1:
        value = value[1:-1]
    if "&" in value:
        value = _ENTITY.sub(lambda found: html.unescape(found.group()), value.replace("\\&", "&"))
    if "\\" not in value and "{" not in value and "}" not in value:
        return one_line(value)
    if "$" in value:
        value = _MATH.sub(_formula, value)
    return unicodedata.normalize("NFC", one_line(_COMMAND.sub(_replaced, value)))


def one_line(value: str) -> str:
    """Lines joined by one space each; spaces inside a line stay as they are."""
    return " ".join(filter(None, map(str.strip, value.split("\n")))) if "\n" in value else value.strip()


def _formula(match: re.Match[str]) -> str:
    """What stands between two dollar signs, where it is a formula and not two sums of money."""
    inner = match.group(1)
    if not any(sign in inner for sign in "\\^_{"):
        return match.group()
    return re.sub(r"(?<!\\)[_^](?=[\\{\w+-])", "", inner)


def _replaced(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind is None:
        return _PLAIN[match.group()]
    if kind in ("a", "b"):
        return str(match.group(kind)) + _ACCENTS[match.group("sign")]
    if kind in ("c", "d"):
        return str(match.group(kind)) + _ACCENTS[match.group("letter")]
    if kind == "e":
        return str(match["e"]) + _ACCENTS[match["inner"]] + _ACCENTS[match["outer"]]
    if kind == "word":
        word = match.group("word")
        known = _WORDS.get(word, _SWITCHES.get(word))
        if known is not None:
            return known
        after = match.string[match.end() : match.end() + 1]
        # \emph{text}: the text is left; \LaTeX: its name is
        return "" if after == "{" else word + " " * match.group().endswith((" ", "\n"))
    char = match.group(kind)
    return str(char if kind == "alone" else _CHARS.get(char, char))
