"""Pure functions on strings: Unicode forms, sentences, dates, phones, money, links."""
