package phone

import "github.com/kelolapesan/kelola/internal/fault"

// What can be wrong with a written number. Each is a reason a person can act on.
var (
	ErrEmpty      = fault.New(fault.Invalid, "phone.empty", "There is no phone number.")
	ErrTooShort   = fault.New(fault.Invalid, "phone.too_short", "The phone number has too few digits.")
	ErrTooLong    = fault.New(fault.Invalid, "phone.too_long", "The phone number has too many digits.")
	ErrCharacter  = fault.New(fault.Invalid, "phone.invalid_character", "The phone number contains something that is neither a digit nor a separator.")
	ErrSeveral    = fault.New(fault.Invalid, "phone.several_numbers", "There is more than one phone number here. Keep one.")
	ErrDamaged    = fault.New(fault.Invalid, "phone.damaged_by_spreadsheet", "A spreadsheet has shortened this number (like 6.28E+12) and digits are lost. Format the column as text and export again.")
	ErrAmbiguous  = fault.New(fault.Invalid, "phone.ambiguous", "This may be a number of more than one country. Write it with + and the country code, or with a leading 0.")
	ErrNotANumber = fault.New(fault.Invalid, "phone.not_valid", "There is no such phone number in its country.")
	ErrCountry    = fault.New(fault.Invalid, "phone.unknown_country", "No country has this country code.")
)
