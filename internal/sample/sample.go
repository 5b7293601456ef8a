// Package sample owns the made-up data with which a workspace is tried out: a few contacts, a group, a channel whose network is only a
// model, and a draft of a blast. One act makes them and one act takes them away, with all that came of them.
package sample

import (
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/blast"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/phone"
)

// Set is the sample data of a workspace. As long as there is one, no channel with a real network may be there: so nobody can send to
// made-up numbers.
type Set struct {
	Channel  channel.ID      `json:"channel"`
	Group    contact.GroupID `json:"group"`
	Blast    blast.ID        `json:"blast"`
	Contacts []contact.ID    `json:"contacts"`
	MadeAt   time.Time       `json:"-"`
}

// Faults of this package.
var (
	ErrNone     = fault.New(fault.NotFound, "sample.none", "There is no sample data.")
	ErrPresent  = fault.New(fault.Conflict, "sample.present", "There is sample data here. Remove it first.")
	ErrNotEmpty = fault.New(fault.Conflict, "sample.not_empty", "This workspace has contacts of its own. Sample data is for an empty one.")
	ErrNetwork  = fault.New(fault.Conflict, "sample.real_channel", "A real number is connected. Sample data must not meet one.")
)

// person is a made-up contact.
type person struct {
	name  string
	promo contact.State
}

var people = []person{
	{"Siti Rahma", contact.Granted},
	{"Budi Santoso", contact.Granted},
	{"Dewi Lestari", contact.Granted},
	{"Agus Wijaya", contact.Denied},
	{"Putri Ayu", contact.Granted},
	{"Made Surya", contact.Granted},
	{"Rizky Pratama", contact.Granted},
	{"Nur Aini", contact.Unknown},
	{"Hendra Gunawan", contact.Granted},
	{"Maria Ulfa", contact.Granted},
	{"Yohanes Tan", contact.Granted},
	{"Intan Permata", contact.Granted},
}

// number is one of those behind 0800, which are free-phone lines in Indonesia and never of a mobile phone.
func number(n int) phone.Number { return phone.Number(fmt.Sprintf("+6280010000%02d", n+1)) }

func numbers() []phone.Number {
	list := make([]phone.Number, len(people))
	for n := range list {
		list[n] = number(n)
	}
	return list
}

// words are what the sample data is called; each says what it is.
type words struct{ mark, group, channel, blast, text, source string }

func wordsOf(language string) words {
	if language == "en" {
		return words{
			mark: "(sample)", group: "Sample customers", channel: "Sample channel (simulation)", blast: "Sample: weekend offer", source: "sample data",
			text: "Hi {{name|there}}, 20% off everything this weekend. This is a sample message: nobody really gets it.",
		}
	}
	return words{
		mark: "(contoh)", group: "Pelanggan contoh", channel: "Kanal contoh (simulasi)", blast: "Contoh: promo akhir pekan", source: "data contoh",
		text: "Halo {{name|Kak}}, akhir pekan ini ada potongan 20% untuk semua barang. Ini pesan contoh: tidak ada yang benar-benar menerimanya.",
	}
}
