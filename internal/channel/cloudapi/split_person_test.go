package cloudapi

import (
	"os"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/channel"
)

// Whoever a message turns out to be from or to when it is processed is known before it is stored; statuses and news about numbers,
// accounts and templates are of nobody.
func TestSplit_knowsThePerson(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir("testdata/deliveries")
	if err != nil {
		t.Fatal(err)
	}
	people := 0
	for _, f := range files {
		name := strings.TrimSuffix(f.Name(), ".json")
		pieces, err := Split(delivery1(t, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pieces {
			evs, err := new(Connector).Translate(channel.Inbound{ID: inbound, Kind: p.Kind, Raw: p.Raw, ReceivedAt: received})
			if err != nil {
				t.Fatal(err)
			}
			for _, ev := range evs {
				if want, ok := whose(ev); ok && p.Person != want {
					t.Errorf("%s: split says %+v, translated it is %+v", name, p.Person, want)
				}
			}
			if !p.Person.IsZero() {
				people++
				if p.Kind != kindMessage && p.Kind != kindEcho {
					t.Errorf("%s: a %s has the person %+v", name, p.Kind, p.Person)
				}
			}
		}
	}
	if people < 30 {
		t.Errorf("only %d pieces have a person", people)
	}
}

func whose(ev channel.Event) (channel.Address, bool) {
	switch ev := ev.(type) {
	case channel.MessageReceived:
		return ev.From, true
	case channel.MessageEchoed:
		return ev.To, true
	case channel.MessageEdited:
		return ev.From, true
	case channel.MessageRevoked:
		return ev.From, true
	case channel.StatusReceived, channel.PreferenceChanged:
		return channel.Address{}, true
	}
	return channel.Address{}, false
}
