package contact

import (
	"strings"
	"unicode"

	"github.com/kelolapesan/kelola/internal/phone"
)

// headerWords is what columns are called in files from Indonesian and English programs, without spaces and signs.
var headerWords = map[string]string{
	"nama": TargetName, "namalengkap": TargetName, "namakontak": TargetName, "namapelanggan": TargetName, "namacustomer": TargetName,
	"pelanggan": TargetName, "customer": TargetName, "name": TargetName, "fullname": TargetName, "contactname": TargetName,
	"customername": TargetName, "displayname": TargetName, "firstname": TargetName, "namapanggilan": TargetName,
	"nohp": TargetPhone, "hp": TargetPhone, "nomorhp": TargetPhone, "nomor": TargetPhone, "notelp": TargetPhone, "notelepon": TargetPhone,
	"nomortelepon": TargetPhone, "telepon": TargetPhone, "telp": TargetPhone, "tel": TargetPhone, "nohandphone": TargetPhone,
	"handphone": TargetPhone, "whatsapp": TargetPhone, "wa": TargetPhone, "nowa": TargetPhone, "nomorwa": TargetPhone,
	"nowhatsapp": TargetPhone, "nomorwhatsapp": TargetPhone, "phone": TargetPhone, "phonenumber": TargetPhone, "mobile": TargetPhone,
	"mobilephone": TargetPhone, "mobilenumber": TargetPhone, "cellphone": TargetPhone, "msisdn": TargetPhone, "phone1value": TargetPhone,
	"whatsappnumber": TargetPhone, "ponsel": TargetPhone, "noponsel": TargetPhone, "nomorponsel": TargetPhone,
	"email": TargetEmail, "surel": TargetEmail, "alamatemail": TargetEmail, "emailaddress": TargetEmail, "mail": TargetEmail,
	"email1value": TargetEmail,
	"grup":        TargetGroup, "group": TargetGroup, "groups": TargetGroup, "kelompok": TargetGroup, "kategori": TargetGroup,
	"label": TargetGroup, "tag": TargetGroup, "tags": TargetGroup, "segmen": TargetGroup,
}

// sameField is words for the same custom field.
var sameField = [][]string{
	{"tanggallahir", "tgllahir", "ulangtahun", "birthday", "birthdate", "dateofbirth", "dob"},
	{"kota", "city", "kotakabupaten"},
	{"alamat", "address"},
	{"catatan", "keterangan", "notes", "note"},
	{"perusahaan", "company", "organization"},
}

// hasHeader says whether the first row names the columns: it holds no phone number and no email address. Unless a name in it is known,
// it also is no name that stands where the rows below have their numbers and is empty or has digits: that is a person with a wrong number.
func hasHeader(first []string, below [][]string, types fieldTypes, country string) bool {
	named := false
	for _, cell := range first {
		if looksLikePhone(cell, country) || emailForm.MatchString(strings.TrimSpace(cell)) {
			return false
		}
		named = named || guessByHeader(cell, types) != ""
	}
	if named {
		return true
	}
	for n, cell := range first {
		if guessByContent(samplesOf(below, n), country) == TargetPhone && !namesColumn(cell) {
			return false
		}
	}
	return true
}

func namesColumn(cell string) bool {
	digits := 0
	for _, r := range cell {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return strings.TrimSpace(cell) != "" && digits < 3
}

// samplesOf is what the rows have in a column.
func samplesOf(rows [][]string, n int) []string {
	samples := []string{}
	for _, row := range rows {
		if n < len(row) {
			samples = append(samples, shorten(cleanText(row[n])))
		}
	}
	return samples
}

// guess says what each column probably is: by its name, else by what is in it. A fixed target is given once.
func guess(columns []Column, types fieldTypes, country string) {
	taken := map[string]bool{}
	for i := range columns {
		columns[i].Guess = TargetIgnore
		target := guessByHeader(columns[i].Header, types)
		if target != "" && (!taken[target] || target == TargetGroup) {
			columns[i].Guess, taken[target] = target, true
		}
	}
	for i := range columns {
		if columns[i].Guess != TargetIgnore {
			continue
		}
		if target := guessByContent(columns[i].Samples, country); target != "" && !taken[target] {
			columns[i].Guess, taken[target] = target, true
		}
	}
}

func guessByHeader(header string, types fieldTypes) string {
	word := squeeze(header)
	if word == "" {
		return ""
	}
	for key, f := range types {
		if word == squeeze(key) || word == squeeze(f.Label) {
			return targetField + key
		}
	}
	if target, ok := headerWords[word]; ok {
		return target
	}
	for _, family := range sameField {
		if !contains(family, word) {
			continue
		}
		for key, f := range types {
			if contains(family, squeeze(key)) || contains(family, squeeze(f.Label)) {
				return targetField + key
			}
		}
	}
	return ""
}

func contains(list []string, word string) bool {
	for _, w := range list {
		if w == word {
			return true
		}
	}
	return false
}

func guessByContent(samples []string, country string) string {
	phones, emails, filled := 0, 0, 0
	for _, s := range samples {
		if strings.TrimSpace(s) == "" {
			continue
		}
		filled++
		if looksLikePhone(s, country) {
			phones++
		}
		if emailForm.MatchString(strings.TrimSpace(s)) {
			emails++
		}
	}
	switch {
	case filled == 0:
		return ""
	case phones*5 >= filled*3:
		return TargetPhone
	case emails*5 >= filled*3:
		return TargetEmail
	}
	return ""
}

func looksLikePhone(cell, country string) bool {
	_, err := phone.Parse(cell, country)
	return err == nil
}

// squeeze reduces a name to its letters and digits.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, s)
}
