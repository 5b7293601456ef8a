package transfer

import (
	"context"
	"io"
	"slices"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// errMoved is returned when a table of the selection is not there, which a test finds first.
var errMoved = fault.New(fault.Internal, "transfer.selection_wrong", "What is known about a contact cannot be selected.")

const contactProduct = "kelola contact export"

// Selection is some rows of a table; Where has numbered parameters.
type Selection struct {
	Table string
	Where string
	Args  []any
}

// ExportContact writes what is known about one person, for them: rows and files as in the export of a workspace. An import does not take it. It
// fails with contact.ErrNotFound, ErrRunning, ErrDeleting and ErrNoRoom.
func (s *Service) ExportContact(ctx context.Context, ws workspace.Workspace, c contact.ID, actor audit.Thing, out io.Writer) (*Manifest, error) {
	ctx, run, err := s.alone(ctx, ws.ID)
	if err != nil {
		return nil, err
	}
	defer s.end(ws.ID, run)
	x := s.newExport(ws)
	x.m.Product, x.m.LeftOut = contactProduct, []LeftTable{
		{"contact_former", "keyed hashes of earlier numbers"}, {"inbound", "events of the network as they came, which cannot be searched by person"},
	}
	m, err := x.run(ctx, out, func(ctx context.Context) error {
		if err := x.person(ctx, c); err != nil {
			return err
		}
		return s.d.DB.Write(ctx, ws.ID, func(tx *wsdb.Tx) error {
			return audit.RecordVia(ctx, tx, audit.Entry{Action: audit.ContactDataExported, Actor: actor, Subject: audit.Ref(c)})
		})
	})
	return m, why(ctx, err)
}

// person writes the rows about a contact, and notes their files.
func (x *export) person(ctx context.Context, c contact.ID) error {
	err := x.entry(readmeFile, func(w io.Writer) error {
		_, err := io.WriteString(w, readmeContact)
		return err
	})
	if err != nil {
		return err
	}
	reg, err := registry()
	if err != nil {
		return err
	}
	schema := Schema{Format: format, Types: types()}
	err = x.d.DB.Read(ctx, x.ws.ID, func(q wsdb.Query) error {
		tables, err := tablesOf(ctx, q, x.d.DB.Engine())
		if err != nil {
			return err
		}
		if x.m.Migrations, err = database.Applied(ctx, q); err != nil {
			return err
		}
		for _, some := range x.d.OfContact(c) {
			at := slices.IndexFunc(tables, func(t database.Table) bool { return t.Name == some.Table })
			if at < 0 {
				return errMoved
			}
			schema.Tables = append(schema.Tables, x.describe(reg, "workspace", tableFolder, tables[at]))
			if err := x.table(ctx, q, tableFolder, tables[at], some.Where, some.Args...); err != nil {
				return err
			}
			if some.Table == "contact" && x.m.Tables[len(x.m.Tables)-1].Rows == 0 {
				return contact.ErrNotFound
			}
			if some.Table == "attachment" {
				if err := x.attachments(ctx, q, some.Where, some.Args...); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return x.json(schemaFile, schema)
}

const readmeContact = `Data tentang satu orang di Kelola Pesan
=======================================

tables/*.ndjson   data: satu berkas per tabel, satu baris per entri, dalam JSON
files/            berkas yang dikirim orang ini, dengan nama aslinya
schema.json       arti setiap kolom
manifest.json     jumlah, SHA-256 setiap berkas, dan tanda tangan

Berkas ini tidak terenkripsi. Berikan hanya kepada orang yang bersangkutan.


What Kelola Pesan knows about one person
========================================

tables/*.ndjson   the data: a file for each table, a row on each line, as JSON
files/            the files this person sent, under their real names
schema.json       what each column means
manifest.json     counts, the SHA-256 of each file, and the signature

This archive is not encrypted. Give it to the person it is about, and to nobody else.
`
