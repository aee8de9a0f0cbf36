"""The headers of every answer, which the gate adds, and those of a page."""

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
VARIES = {"Vary": "Accept"}
VARIES_FULLY = "Accept, Accept-Language"
_SELF = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
PAGE = {"Content-Security-Policy": _SELF, "Vary": VARIES_FULLY}
_GRIP = "'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='"
"""The one style sheet that YASGUI 4.6.2 writes into its page: that of the grips between the columns of its table."""
_MORE = f"style-src 'self' {_GRIP}; script-src 'self'; connect-src 'self'; font-src 'self' data:"
EDITOR = {**PAGE, "Content-Security-Policy": _SELF.replace("style-src 'self'", _MORE)}
