"""What the languages are called."""

LANGUAGE_NAMES = {"zh_CN": "简体中文", "zh_TW": "繁體中文", "en": "English"}
"""Each language by its own name, never translated: who looks for it reads it."""

SHORT_NAMES = {"zh_CN": "简", "zh_TW": "繁", "en": "EN"}
"""The same, as short as a button in the top bar."""
