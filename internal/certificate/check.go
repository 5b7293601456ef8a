package certificate

import (
	"encoding/hex"
	"regexp"
	"slices"
	"strings"

	"github.com/kelolapesan/kelola/internal/canon"
)

// Nothing that is written by a person fits these: no name, no number, no address, no sentence.
var (
	codeForm     = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)
	placeForm    = regexp.MustCompile(`^[a-z][a-z0-9_./-]{0,99}$`)
	categoryForm = regexp.MustCompile(`^[A-Z][A-Z0-9]{0,7}$`)
	softwareForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.+-]{0,63}$`)
	manyDigits   = regexp.MustCompile(`[0-9]{6}`)
)

// normal is the certificate with every list there.
func (c Certificate) normal() Certificate {
	c.Tables = list(c.Tables)
	for i := range c.Tables {
		c.Tables[i].Kept = list(c.Tables[i].Kept)
	}
	c.Request.States, c.Scope.Categories = list(c.Request.States), list(c.Scope.Categories)
	c.Keys, c.Revocations, c.Controls, c.Scans = list(c.Keys), list(c.Revocations), list(c.Controls), list(c.Scans)
	c.Backups, c.Refusals, c.Operators, c.NotCovered = list(c.Backups), list(c.Refusals), list(c.Operators), list(c.NotCovered)
	return c
}

// list is a copy that is not nil.
func list[T any](all []T) []T { return append([]T{}, all...) }

// checker remembers the first thing that is wrong.
type checker struct{ err error }

func (k *checker) want(ok bool, detail string) {
	if !ok && k.err == nil {
		k.err = ErrFacts.WithDetail(detail)
	}
}

func (k *checker) code(all ...Code) {
	for _, c := range all {
		k.want(codeForm.MatchString(string(c)) && !manyDigits.MatchString(string(c)), "A code is not one.")
	}
}

func (k *checker) place(s string) {
	k.want(placeForm.MatchString(s) && !manyDigits.MatchString(s), "The name of a table or place is not one.")
}

func (k *checker) category(s string) { k.want(categoryForm.MatchString(s), "A category is not one.") }

func (k *checker) hash(s string, least, most int) {
	raw, err := hex.DecodeString(s)
	k.want(err == nil && len(raw) >= least && len(raw) <= most && s == strings.ToLower(s), "A hash is not one.")
}

func (k *checker) count(all ...int64) {
	k.want(!slices.ContainsFunc(all, func(n int64) bool { return n < 0 }), "A count is below zero.")
}

func (k *checker) at(all ...canon.Time) {
	k.want(!slices.ContainsFunc(all, func(t canon.Time) bool { return t.IsZero() }), "A time is missing.")
}

// check fails with ErrFacts unless c is complete, free of what a person wrote, and states a deletion.
func (c Certificate) check() error {
	k := &checker{}
	k.want(c.Format == Format, "The format is not known.")
	k.want(c.Stage == Live || c.Stage == Complete, "There is no such stage.")
	k.want(!c.ID.IsZero() && !c.Instance.IsZero() && !c.Request.ID.IsZero(), "An id is missing.")
	k.want(softwareForm.MatchString(c.Software), "The version of the software is missing.")
	k.at(c.IssuedAt, c.Scope.Cutoff)
	k.hash(c.PublicKey, 32, 32)
	k.hash(c.Workspace.Salt, 16, 16)
	k.hash(c.Workspace.Hash, 32, 32)
	k.hash(c.Scanner, 32, 32)
	for _, p := range c.Operators {
		k.hash(p, 8, 8)
	}
	k.code(c.NotCovered...)
	k.want(len(c.NotCovered) > 0, "What is not covered is not said.")
	c.checkRequest(k)
	c.checkWork(k)
	c.checkProof(k)
	return k.err
}

func (c Certificate) checkRequest(k *checker) {
	k.want(slices.Contains([]Channel{InApp, Form, Email, Meta, Contact, Operator, API}, c.Request.Channel), "There is no such channel.")
	k.code(c.Request.LegalBasis)
	k.want(len(c.Request.States) > 0, "The states of the request are missing.")
	for _, s := range c.Request.States {
		k.code(s.State)
		k.at(s.At)
	}
	for _, s := range c.Scope.Categories {
		k.category(s)
	}
	k.count(c.Scope.Contacts)
	parts := len(c.Scope.Categories) > 0 || c.Scope.Contacts > 0 || !c.Scope.Channel.IsZero()
	k.want(c.Scope.Whole != parts, "The scope is a whole workspace, or parts of one.")
	for _, r := range c.Refusals {
		k.category(r.Category)
		k.code(r.Reason)
	}
}

func (c Certificate) checkWork(k *checker) {
	for _, t := range c.Tables {
		k.place(t.Name)
		k.category(t.Category)
		left := t.Found - t.Deleted - t.Anonymised
		k.count(t.Found, t.Deleted, t.Anonymised)
		for _, kept := range t.Kept {
			k.category(kept.Class)
			k.count(kept.Rows)
			left -= kept.Rows
		}
		k.want(left == 0, "What was found in a table is not what was deleted, anonymised and kept.")
	}
	k.count(c.Blobs.Count, c.Blobs.Bytes)
	for _, r := range c.Revocations {
		k.code(r.What, r.Result)
		k.at(r.At)
	}
	for _, key := range c.Keys {
		k.hash(key.Fingerprint, 4, 32)
		k.want(c.Stage != Complete || !key.DestroyedAt.IsZero(), "A key that opens copies of the data is not destroyed yet.")
	}
	for _, b := range c.Backups {
		k.at(b.MadeAt, b.EndsAt)
	}
	k.want(c.Stage != Complete || len(c.Backups) == 0, "There are backups in which the data can be read.")
}

func (c Certificate) checkProof(k *checker) {
	var control int64
	for _, p := range c.Controls {
		k.place(p.Place)
		k.count(p.Found)
		control += p.Found
	}
	for _, s := range c.Scans {
		k.place(s.Place)
		k.count(s.Files, s.Bytes)
		k.want(s.Found == 0, "A scan found data that should be gone.")
	}
	k.want(len(c.Scans) == 0 || control > 0, "The scanner was not seen to find anything before the deletion.")
	k.hash(c.Ledger.Hash, 32, 32)
	k.hash(c.Ledger.Head, 32, 32)
	k.want(c.Ledger.Seq > 0 && c.Ledger.HeadSeq >= c.Ledger.Seq, "The line of the deletion ledger is missing.")
}
