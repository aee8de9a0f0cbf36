"""What the operating system refuses, in the person's language: Python has its reasons in that of the C library, mostly English."""

import errno
import socket
from urllib.error import URLError

from entrevilles.ontology.language import _, current


def reason(error: OSError) -> str:
    """Why, without the file."""
    if isinstance(error, URLError) and isinstance(error.reason, OSError):
        return reason(error.reason)
    if isinstance(error, TimeoutError) and not error.errno:
        return _("trop long à répondre")
    known = "" if current() == "en" else (_names() if isinstance(error, socket.gaierror) else _reasons()).get(error.errno or 0, "")
    return known or error.strerror or str(error)


def _names() -> dict[int, str]:
    """Of `getaddrinfo`, whose numbers are its own."""
    return {socket.EAI_NONAME: _("machine inconnue"), socket.EAI_AGAIN: _("machine introuvable pour le moment")}


def _reasons() -> dict[int, str]:
    """By errno (POSIX.1-2017, errno.h), those that reading, writing and asking a service meet."""
    return {
        errno.EACCES: _("accès refusé"),
        errno.EPERM: _("opération interdite"),
        errno.ENOENT: _("ce fichier ou ce dossier n'existe pas"),
        errno.EEXIST: _("il y a déjà un fichier de ce nom"),
        errno.ENOTDIR: _("ce n'est pas un dossier"),
        errno.EISDIR: _("c'est un dossier"),
        errno.ENOTEMPTY: _("ce dossier n'est pas vide"),
        errno.ENOSPC: _("il n'y a plus de place sur le disque"),
        errno.EDQUOT: _("votre part du disque est pleine"),
        errno.EFBIG: _("fichier trop grand"),
        errno.EROFS: _("le disque est en lecture seule"),
        errno.EIO: _("le disque ne se laisse pas lire ou écrire"),
        errno.ENAMETOOLONG: _("nom trop long"),
        errno.ELOOP: _("des liens symboliques tournent en rond"),
        errno.EXDEV: _("lien entre deux disques"),
        errno.EINVAL: _("valeur refusée"),
        errno.EBUSY: _("occupé par un autre programme"),
        errno.ETXTBSY: _("ce programme est en train de tourner"),
        errno.EMFILE: _("trop de fichiers ouverts"),
        errno.ENFILE: _("trop de fichiers ouverts sur cette machine"),
        errno.ENOMEM: _("il n'y a plus de mémoire"),
        errno.ENXIO: _("ce périphérique n'existe pas"),
        errno.ENODEV: _("ce périphérique n'existe pas"),
        errno.EADDRINUSE: _("ce port est déjà pris"),
        errno.EADDRNOTAVAIL: _("cette adresse n'est pas à cette machine"),
        errno.ECONNREFUSED: _("connexion refusée"),
        errno.ECONNRESET: _("connexion coupée"),
        errno.ECONNABORTED: _("connexion coupée"),
        errno.EPIPE: _("connexion coupée"),
        errno.ETIMEDOUT: _("trop long à répondre"),
        errno.EHOSTUNREACH: _("machine hors d'atteinte"),
        errno.ENETUNREACH: _("réseau hors d'atteinte"),
    }
