package contact_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

var (
	firstNames = strings.Fields(`Budi Siti Agus Dewi Andi Rina Joko Sri Eko Wati Hendra Yuni Rudi Lina Dedi Ani Bambang Ratna Fajar Maya Rizki Putri
		Arif Indah Yusuf Nur Doni Tuti Iwan Mega`)
	lastNames = strings.Fields(`Santoso Wijaya Pratama Saputra Hidayat Lestari Kusuma Nugroho Setiawan Halim Gunawan Siregar Nasution Simanjuntak Wibowo
		Utami Rahayu Permata Suryadi Maulana Hakim Ramadhan Firmansyah Susanto Hartono Purnama Anggraini Fitriani Handayani Purba Tanjung Lubis Ginting`)
)

// many are contacts of which a filter or a word finds few, many, nearly all, only the oldest or only the newest.
type many struct {
	groups map[string]contact.GroupID
	rows   int
}

// fill makes n contacts, as imports, acts on many and messages of strangers make them.
func fill(t testing.TB, b *bundle, n int) many {
	t.Helper()
	for _, label := range []string{"Kota", "Level", "Sejak"} {
		b.field(t, contact.Field{Label: label, Type: contact.TypeText})
	}
	const files = 10
	for part := range files {
		var file bytes.Buffer
		file.WriteString("Nama,No HP,Kota,Level,Sejak,Grup\n")
		for i := part * n / files; i < (part+1)*n/files; i++ {
			file.WriteString(row(i, n))
		}
		b.runImport(t, b.mapped(t, file.String(), func(m *contact.Mapping) {
			m.Consent = map[contact.Purpose]string{contact.PurposeReminder: "toko"}
			if part < 6 {
				m.Consent[contact.PurposePromo] = "toko"
			}
		}).ID)
	}
	m := many{groups: map[string]contact.GroupID{}, rows: n}
	b.read(t, func(q wsdb.Query) error {
		list, err := b.Groups(t.Context(), q)
		for _, g := range list {
			m.groups[g.Name] = g.ID
		}
		return err
	})
	b.write(t, func(tx *wsdb.Tx) error {
		var strangers []contact.Address
		for i := range max(n/200, 3) {
			strangers = append(strangers, contact.Address{UserID: fmt.Sprintf("ID.%012d", i), ProfileName: "Tamu " + firstNames[i%len(firstNames)]})
		}
		strangers = append(strangers, contact.Address{Phone: phone.Number("+628139999999"), ProfileName: "Tamu Terakhir"})
		_, err := b.ResolveAll(t.Context(), tx, strangers)
		return err
	})
	grant := contact.Bulk{Act: contact.ActSetConsent, Purpose: contact.PurposeService, State: contact.Granted, Source: "toko"}
	grant.Filter = &contact.Filter{Fields: map[string]string{"sejak": "lama"}}
	b.act(t, grant)
	deny := contact.Bulk{Act: contact.ActSetConsent, Purpose: contact.PurposePromo, State: contact.Denied, Source: "telepon"}
	deny.Filter = &contact.Filter{Group: m.groups["Kecil"]}
	b.act(t, deny)
	b.act(t, contact.Bulk{Act: contact.ActSuppress, Filter: &contact.Filter{Fields: map[string]string{"kota": "Kota7"}}})
	if err := b.texts.Index(t.Context(), b.ws); err != nil {
		t.Fatal(err)
	}
	return m
}

// row is the i-th of n contacts in a file. Names scatter over the order of names, whatever the age of a contact.
func row(i, n int) string {
	first, last := firstNames[i%len(firstNames)], lastNames[(i/7)%len(lastNames)]
	word := "Pelanggan"
	switch {
	case i%10_000 == 17:
		word = "Langka"
	case i < n/5:
		word = "Purwa"
	case i > n-n/50:
		word = "Anyar"
	}
	level, since := "Perak", "baru"
	if i%10 == 3 {
		level = "Emas"
	}
	if i < n/5 {
		since = "lama"
	}
	var groups []string
	for name, in := range map[string]bool{"Besar": i%3 == 0, "Lama": i < n/10, "Baru": i > n-n/10, "Kecil": i%3000 == 1} {
		if in {
			groups = append(groups, name)
		}
	}
	return fmt.Sprintf("%s %s Orang %s %d,0812%08d,Kota%d,%s,%s,%s\n", first, last, word, (i*7919)%n, (i*6_700_417)%100_000_000, i%1000, level, since, strings.Join(groups, "; "))
}

// act does something to many at once.
func (b *bundle) act(t testing.TB, act contact.Bulk) {
	t.Helper()
	j, _, err := b.StartBulk(t.Context(), b.ws, act, job.Owner{})
	if err == nil {
		b.clock.Advance(10 * time.Second)
		err = b.WorkBulk(t.Context(), contact.BulkWork{Workspace: b.ws, Job: j.ID})
	}
	if err != nil {
		t.Fatalf("%s: %v", act.Act, err)
	}
}
