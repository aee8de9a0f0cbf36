"""The headers of every answer, and those of a page."""

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
VARIES = {**ALWAYS, "Vary": "Accept"}
_SELF = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
PAGE = {**ALWAYS, "Content-Security-Policy": _SELF, "Vary": "Accept, Accept-Language"}
EDITOR = {**PAGE, "Content-Security-Policy": f"{_SELF}; script-src 'self'; connect-src 'self'; font-src 'self' data:"}
