package instagram

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/id"
)

func keysOf(t testing.TB, name string) []string {
	t.Helper()
	pieces, err := Split(delivery1(t, name))
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, p := range pieces {
		keys = append(keys, p.Kind+" "+p.Key)
	}
	return keys
}

func TestSplit_keys(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"text":                  {"message m:mid.T1"},
		"deleted":               {"message d:mid.T1"},
		"edit":                  {"message e:mid.T1:1"},
		"edit_text_number":      {"message e:mid.T1:2"},
		"announced":             {"message e:mid.N1:0"},
		"announced_text_number": {"message e:mid.N3:0"},
		"seen":                  {"message s:mid.OUT:1793588400123"},
		"reaction":              {"message r:mid.OUT:5001:react:1793588400123"},
		"reaction_off":          {"message r:mid.OUT:5001:unreact:1793588400123"},
		"postback":              {"message p:mid.B1"},
		"standby":               {"standby m:mid.Y1"},
		"change_message":        {"message m:mid.C1"},
		"change_standby":        {"standby m:mid.C3"},
		"comment":               {"comment c:c1"},
		"comment_bare":          {"comment c:c8"},
		"comment_live":          {"live c:c3"},
		"array_root":            {"message m:mid.L1", "message m:mid.L2"},
		"every_key":             {"comment c:c1", "message m:mid.L6", "standby m:mid.L7", "comment c:c2"},
	} {
		if diff := cmp.Diff(want, keysOf(t, name)); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}

// What is not JSON, or no object of any network, is no delivery.
func TestSplit_unreadable(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", " ", "x", "[]", "[1,2]", `"text"`, "null", `{"object":`, `[{"object":`} {
		if _, err := Split([]byte(body)); !errors.Is(err, channel.ErrDelivery) {
			t.Errorf("Split(%q) = %v", body, err)
		}
	}
}

// known is the routes of the accounts of a test.
type known map[string]channel.ID

func (k known) Find(_ context.Context, kind channel.Kind, external string) (channel.Route, bool, error) {
	ch, ok := k[external]
	if external == "down" {
		return channel.Route{}, false, errors.New("down")
	}
	return channel.Route{Channel: ch, External: external}, ok && kind == channel.Instagram, nil
}

func (known) ByAccount(context.Context, channel.Kind, string) ([]channel.Route, error) {
	return nil, nil
}

func TestDeliveries_route(t *testing.T) {
	t.Parallel()
	first, second := id.New[channel.Channel](), id.New[channel.Channel]()
	routes := Deliveries{Routes: known{"17841400000000001": first, "17841400000000002": second}}
	for name, want := range map[string]struct {
		channels []channel.ID
		unknown  int
	}{
		"text":                            {[]channel.ID{first}, 0},
		"numeric_ids":                     {[]channel.ID{first}, 0},
		"whole_batch":                     {[]channel.ID{first, first, second}, 0},
		"recipient_other":                 {[]channel.ID{first}, 0},
		"without_entry_id":                {[]channel.ID{first}, 0},
		"echo_without_entry_id":           {[]channel.ID{first}, 0},
		"echo_unswapped_without_entry_id": {[]channel.ID{first}, 0},
		"dashboard_message":               {nil, 1},
		"dashboard_comment":               {nil, 1},
		"other_object":                    {nil, 0},
	} {
		frags, unknown, err := routes.Route(t.Context(), delivery1(t, name))
		var got []channel.ID
		for _, f := range frags {
			got = append(got, f.Channel)
		}
		if err != nil || unknown != want.unknown || len(got) != len(want.channels) {
			t.Errorf("%s: %v, %d unknown, %v", name, got, unknown, err)
			continue
		}
		for i := range got {
			if got[i] != want.channels[i] {
				t.Errorf("%s: piece %d goes elsewhere", name, i)
			}
		}
	}
	if _, _, err := routes.Route(t.Context(), []byte(`{"object":"instagram","entry":[{"id":"down","messaging":[{}]}]}`)); err == nil {
		t.Error("routes that cannot be read are no reason to drop a delivery")
	}
}

// An echo whose account was found in the place of the person is the account's all the same.
func TestDeliveries_echoWithoutEntryID(t *testing.T) {
	t.Parallel()
	routes := Deliveries{Routes: known{"17841400000000001": id.New[channel.Channel]()}}
	for _, name := range []string{"echo_without_entry_id", "echo_unswapped_without_entry_id"} {
		frags, _, err := routes.Route(t.Context(), delivery1(t, name))
		if err != nil || len(frags) != 1 {
			t.Fatalf("%s: %v, %v", name, frags, err)
		}
		evs, err := new(Connector).Translate(channel.Inbound{ID: inbound, Kind: frags[0].Kind, Raw: frags[0].Raw, ReceivedAt: received})
		if err != nil || len(evs) != 1 {
			t.Fatalf("%s: %v, %v", name, evs, err)
		}
		if echo, ok := evs[0].(channel.MessageEchoed); !ok || echo.To != siti {
			t.Errorf("%s: %+v", name, evs[0])
		}
	}
}

// A message that was fetched has the key and the meaning of its delivery.
func TestFetchedFragment(t *testing.T) {
	t.Parallel()
	f := fetchedFragment("17841400000000001", "mid.T1", "5001", "17841400000000001", "Halo", sentAt)
	evs, err := new(Connector).Translate(channel.Inbound{ID: inbound, Kind: f.Kind, Raw: f.Raw, ReceivedAt: received})
	if diff := cmp.Diff([]channel.Event{received1("mid.T1", text("Halo"))}, evs, sameID); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if want := keysOf(t, "text")[0]; f.Kind+" "+f.Key != want {
		t.Errorf("key %s %s, want %s", f.Kind, f.Key, want)
	}
	ours := fetchedFragment("17841400000000001", "mid.E1", "17841400000000001", "5001", "Masih ada, Kak", sentAt)
	evs, err = new(Connector).Translate(channel.Inbound{ID: inbound, Kind: ours.Kind, Raw: ours.Raw, ReceivedAt: received})
	if diff := cmp.Diff([]channel.Event{echoed("mid.E1", text("Masih ada, Kak"))}, evs, sameID); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func deliveries(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/deliveries/*.json")
	if err != nil || len(files) < 90 {
		t.Fatal(len(files), err)
	}
	out := map[string][]byte{}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".json")
		out[name] = delivery1(t, name)
	}
	return out
}

// checkDelivery holds for every delivery: its pieces have keys that stay the same, are kept as JSON, and are understood or ignored.
func checkDelivery(t *testing.T, body []byte) {
	pieces, err := Split(body)
	if err != nil {
		return
	}
	again, err := Split(body)
	if err != nil || len(again) != len(pieces) {
		t.Fatal("a second reading differs")
	}
	for i, p := range pieces {
		if p.Key == "" || p.Key != again[i].Key || !json.Valid(p.Raw) {
			t.Fatalf("piece %q, again %q, has raw %q", p.Key, again[i].Key, p.Raw)
		}
		checkEvents(t, p.Kind, p.Raw)
		if p.Other != "" {
			other := p.as(p.Other)
			checkEvents(t, other.Kind, other.Raw)
		}
	}
}

func checkEvents(t *testing.T, kind string, raw []byte) {
	evs, err := new(Connector).Translate(channel.Inbound{ID: inbound, Kind: kind, Raw: raw, ReceivedAt: received})
	if err != nil || len(evs) == 0 {
		t.Fatalf("translate %s: %d events, %v", raw, len(evs), err)
	}
	for _, ev := range evs {
		checkEvent(t, ev, raw)
	}
}

func checkEvent(t *testing.T, ev channel.Event, raw []byte) {
	if _, err := json.Marshal(ev); err != nil {
		t.Fatalf("an event does not marshal: %v", err)
	}
	var person channel.Address
	var external string
	switch ev := ev.(type) {
	case channel.MessageReceived:
		person, external = ev.From, ev.ExternalID
		if ev.At.IsZero() || ev.Content.Type == "" {
			t.Fatalf("a message without time or type from %s", raw)
		}
	case channel.MessageEchoed:
		person, external = ev.To, ev.ExternalID
	case channel.MessageEdited:
		person, external = ev.From, ev.Original
	case channel.MessageRevoked:
		person, external = ev.From, ev.Original
	default:
		return
	}
	if person.Handle() == "" || external == "" || strings.ContainsRune(external+person.UserID, 0) {
		t.Fatalf("%T without person or id from %s", ev, raw)
	}
}

func TestDeliveries(t *testing.T) {
	t.Parallel()
	for name, body := range deliveries(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkDelivery(t, body)
			for cut := 0; cut < len(body); cut += 7 { // truncated anywhere
				checkDelivery(t, body[:cut])
			}
		})
	}
}

func FuzzSplit(f *testing.F) {
	for _, body := range deliveries(f) {
		f.Add(body)
	}
	f.Fuzz(checkDelivery)
}

func FuzzTranslate(f *testing.F) {
	for _, body := range deliveries(f) {
		pieces, _ := Split(body)
		for _, p := range pieces {
			f.Add(p.Kind, p.Raw)
		}
	}
	f.Fuzz(func(t *testing.T, kind string, raw []byte) {
		evs, err := new(Connector).Translate(channel.Inbound{ID: inbound, Kind: kind, Raw: raw, ReceivedAt: received})
		if err == nil && len(evs) == 0 {
			t.Fatal("no event and no error")
		}
		for _, ev := range evs {
			checkEvent(t, ev, raw)
		}
	})
}
