"""Papers as PDF: fonts, line breaking, layout, pages as pictures; in the language of the `Translator` given."""
