package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

const root = "../.."

func TestPage_isCurrent(t *testing.T) {
	t.Parallel()
	var want bytes.Buffer
	if err := write(&want, root); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root, "docs", "problems", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Error("docs/problems/README.md is not current; run: go run ./scripts/problems > docs/problems/README.md")
	}
}

func TestScan_findsEveryWayToDeclare(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	files := map[string]string{
		"httpapi/a.go": `package httpapi
func status(k fault.Kind) int {
	switch k {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Gone:
		return http.StatusGone
	}
	return 500
}
func x() { newProblem(ctx, http.StatusNotFound, "request.not_found", "Nothing " + "here.") }`,
		"pet/a.go": `package pet
const why = "It is gone."
var ErrGone = fault.New(fault.Gone, "pet.gone", why)
func invalid(code, detail string) error { return fault.New(fault.Invalid, "pet."+code, detail) }
func length(code string) error { return invalid(code, "Too long.") }
func y() { _ = invalid("bad", "Bad."); _ = length("long") }`,
		"pet/a_test.go": `package pet
var errTest = fault.New(fault.Gone, "pet.test", "Not of the product.")`,
	}
	for name, text := range files {
		path := filepath.Join(dir, "internal", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	found, err := scan(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"pet.bad 422 Bad.", "pet.gone 410 It is gone.", "pet.long 422 Too long.", "request.not_found 404 Nothing here."}
	if len(found) != len(want) {
		t.Fatalf("found %+v", found)
	}
	for i, p := range found {
		if got := p.code + " " + p.statusText() + " " + p.details[0]; got != want[i] {
			t.Errorf("%q, want %q", got, want[i])
		}
	}
}

func TestScan_refusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"httpapi": "package httpapi\nfunc s(k fault.Kind) int {\n\tswitch k {\n\tcase fault.Gone:\n\t\treturn http.StatusGone\n\t}\n\treturn 0\n}",
		"pet":     "package pet\nfunc z() { c := pick(); _ = fault.New(fault.Gone, c, \"?\") }",
	} {
		path := filepath.Join(dir, "internal", name)
		if err := os.MkdirAll(path, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(path, "a.go"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := scan(dir); err == nil {
		t.Error("a code that is computed was accepted")
	}
}
