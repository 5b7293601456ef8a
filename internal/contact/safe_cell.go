package contact

// SafeCell makes a cell that no spreadsheet takes for a formula. Every file with what people wrote goes through it.
func SafeCell(c string) string { return safeCell(c) }
