-- The words of the contacts' index one by one: how many things have a word is looked up without going through all of them.
CREATE VIRTUAL TABLE textindex_contact_words_vocab USING fts5vocab(textindex_contact_words, instance);
