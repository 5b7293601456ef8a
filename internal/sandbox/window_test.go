package sandbox

import (
	"testing"
	"time"
)

func TestServer_Window(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if got := b.failCode(textTo(customer, "a")); got != "" {
		t.Errorf("inside = %s", got)
	}
	b.Advance(24 * time.Hour)
	if got := b.failCode(textTo(customer, "b")); got != "131047" {
		t.Errorf("outside = %q", got)
	}
	b.SetKnobs(func(k *Knobs) { k.Window = "sync" })
	if a := b.send(textTo(customer, "c")); a.code() != 131047 {
		t.Errorf("sync = %s", a.body)
	}
	ad := func() {
		t.Helper()
		if _, err := b.Receive(Inbound{From: customer, Text: "iklan", Ad: true}); err != nil {
			t.Fatal(err)
		}
	}
	ad()
	b.Advance(48 * time.Hour)
	if a := b.send(textTo(customer, "d")); a.code() != 131047 {
		t.Errorf("an advertisement that nobody answered = %s", a.body)
	}
	ad()
	b.Advance(23 * time.Hour)
	for _, text := range []string{"answer", "48 hours later"} {
		if got := b.failCode(textTo(customer, text)); got != "" {
			t.Errorf("free entry point, %s = %s", text, got)
		}
		b.Advance(48 * time.Hour)
	}
	if a := b.send(textTo(customer, "too late")); a.code() != 131047 {
		t.Errorf("after the free entry point = %s", a.body)
	}
	b.SetKnobs(func(k *Knobs) { k.Window = "off" })
	if got := b.failCode(textTo(customer, "e")); got != "" {
		t.Errorf("off = %s", got)
	}
}
