package erase

import "cmp"

// deskWords are the reasons of holds, refusals and longer times as the status page tells them.
var deskWords = map[string]map[Reason]string{
	"id": {
		Dispute:       "Ada sengketa tentang data ini atau tentang siapa yang berhak memintanya dihapus.",
		LegalOrder:    "Hukum atau lembaga yang berwenang mewajibkan data ini tetap disimpan.",
		NotOwner:      "Pemohon bukan pemilik data yang diminta dihapus.",
		NotIdentified: "Identitas pemohon belum dapat dipastikan.",
		Duplicate:     "Permintaan lain tentang data yang sama sudah ada.",
		Complex:       "Datanya banyak atau saling berkaitan, sehingga perlu waktu lebih lama.",
		Other:         "Ada alasan lain. Hubungi kami untuk penjelasannya.",
	},
	"en": {
		Dispute:       "It is disputed whose the data is, or whether it may be deleted.",
		LegalOrder:    "A law or an authority requires this data to be kept.",
		NotOwner:      "Who asked does not own the data.",
		NotIdentified: "It could not be established who is asking.",
		Duplicate:     "There is another request about the same data.",
		Complex:       "There is much of it, or it is intertwined, so it takes longer.",
		Other:         "There is another reason. Ask us and we explain it.",
	},
}

// reasonText is a reason in words, that of an operator or of an owner.
func reasonText(lang string, code Reason) string {
	return cmp.Or(deskWords[lang][code], reasonWords[lang][string(code)])
}
