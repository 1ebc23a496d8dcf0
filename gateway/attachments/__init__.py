"""Attached files: text is examined and rewritten, documents become text, all else is refused.

pypdf writes what it stumbles over into its log, a line for each broken object and with
parts of the file in it; here nothing of a file is logged.
"""

import logging

logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
