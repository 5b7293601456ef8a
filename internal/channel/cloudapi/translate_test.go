package cloudapi

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/id"
)

var (
	received = time.Date(2026, 11, 2, 3, 0, 0, 0, time.UTC)
	sentAt   = time.Unix(1793588400, 0).UTC()
	statusAt = time.Unix(1793588401, 0).UTC()
	fieldAt  = time.Unix(1793588402, 0).UTC()
	inbound  = id.New[channel.Inbound]()
	budi     = channel.Address{Phone: "+6281234567890"}
)

func delivery1(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "deliveries", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func events(t testing.TB, name string) []channel.Event {
	t.Helper()
	pieces, err := Split(delivery1(t, name))
	if err != nil {
		t.Fatalf("split %s: %v", name, err)
	}
	var out []channel.Event
	for _, p := range pieces {
		evs, err := new(Connector).Translate(channel.Inbound{ID: inbound, Kind: p.Kind, Raw: p.Raw, ReceivedAt: received})
		if err != nil {
			t.Fatalf("translate %s: %v", name, err)
		}
		out = append(out, evs...)
	}
	return out
}

func message(external string, content channel.Content) channel.MessageReceived {
	return channel.MessageReceived{Inbound: inbound, ExternalID: "wamid." + external, From: budi, ProfileName: "Budi", At: sentAt, Content: content}
}

func ignore(reason string) channel.Ignored { return channel.Ignored{Inbound: inbound, Reason: reason} }

func text(body string) channel.Content {
	return channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: body}}
}

func media(kind channel.Type, m channel.Media) channel.Content {
	return channel.Content{Type: kind, Media: &m}
}

func with[T any](v T, change func(*T)) T {
	change(&v)
	return v
}

func TestTranslate_messages(t *testing.T) {
	t.Parallel()
	reply := func(r channel.Reply) channel.Content { return channel.Content{Type: channel.TypeReply, Reply: &r} }
	unsup := func(word string) channel.Content {
		return channel.Content{Type: channel.TypeUnsupported, Unsupported: word}
	}
	tests := map[string][]channel.Event{
		"text": {message("T1", text("Halo é 👋"))},
		"text_quoted_ad": {with(message("T2", text("Ya")), func(m *channel.MessageReceived) {
			m.Content.ReplyTo, m.Forwarded = "wamid.OUT", true
			m.Referral = &channel.Referral{SourceType: "ad", SourceID: "77", SourceURL: "https://fb.me/x", Headline: "Promo", ClickID: "clk"}
		})},
		"image": {message("I1", media(channel.TypeImage, channel.Media{
			ExternalID: "555", MIME: "image/jpeg", Caption: "Foto", SHA256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		}))},
		"audio_voice":         {message("A1", media(channel.TypeAudio, channel.Media{ExternalID: "556", MIME: "audio/ogg; codecs=opus", Voice: true}))},
		"voice_legacy":        {message("A2", media(channel.TypeAudio, channel.Media{ExternalID: "557", MIME: "audio/ogg", Voice: true}))},
		"document":            {message("D1", media(channel.TypeDocument, channel.Media{ExternalID: "558", MIME: "application/pdf", Filename: "nota.pdf"}))},
		"sticker":             {message("S1", media(channel.TypeSticker, channel.Media{ExternalID: "559", MIME: "image/webp", Animated: true}))},
		"location":            {message("L1", channel.Content{Type: channel.TypeLocation, Location: &channel.Location{Latitude: -6.2, Longitude: 106.8, Name: "Monas"}})},
		"contacts":            {message("C1", channel.Content{Type: channel.TypeContacts, Contacts: []channel.Card{{Name: "Sari", Phones: []string{"+62 811"}, Emails: []string{"s@example.com"}}}})},
		"contacts_empty":      {message("C2", channel.Content{Type: channel.TypeContacts})},
		"reaction":            {message("R1", channel.Content{Type: channel.TypeReaction, Reaction: &channel.Reaction{MessageID: "wamid.OUT", Emoji: "👍"}})},
		"reaction_removed":    {message("R2", channel.Content{Type: channel.TypeReaction, Reaction: &channel.Reaction{MessageID: "wamid.OUT"}})},
		"button":              {message("B1", reply(channel.Reply{Kind: "template", ID: "YES", Title: "Ya"}))},
		"interactive_button":  {message("N1", reply(channel.Reply{Kind: "button", ID: "b1", Title: "Ya"}))},
		"interactive_list":    {message("N2", reply(channel.Reply{Kind: "list", ID: "r1", Title: "Baris", Description: "satu"}))},
		"interactive_flow":    {message("N3", reply(channel.Reply{Kind: "flow", ID: "flow", Title: "Sent", Data: "[1,not json"}))},
		"interactive_missing": {with(message("N4", unsup("interactive")), func(m *channel.MessageReceived) { m.Error = statusError(131000, 0) })},
		"order":               {message("O1", channel.Content{Type: channel.TypeOrder, Unsupported: "order"})},
		"unsupported":         {with(message("U1", unsup("poll")), func(m *channel.MessageReceived) { m.Error = statusError(131051, 0) })},
		"unknown_type":        {message("U2", unsup("hologram"))},
		"username_only": {with(message("X1", text("Hai")), func(m *channel.MessageReceived) {
			m.From, m.ProfileName, m.Username = channel.Address{UserID: "ID.1349120865530274"}, "Ana", "@ana"
		})},
		"bsuid_in_from": {with(message("X2", text("Hai")), func(m *channel.MessageReceived) {
			m.From, m.ProfileName = channel.Address{UserID: "ID.1349120865530274"}, "Ana"
		})},
		"bad_user_id": {message("X3", text("Hai"))},
		"both_ids": {with(message("X4", text("Hai")), func(m *channel.MessageReceived) {
			m.From.UserID = "ID.1"
		})},
		"two_people": {message("P1", text("1")), with(message("P2", text("2")), func(m *channel.MessageReceived) {
			m.From.Phone, m.ProfileName = "+6280000000000", "Kedua"
		})},
		"timestamp_ms":        {with(message("K1", text("x")), func(m *channel.MessageReceived) { m.At = time.UnixMilli(1793588400123).UTC() })},
		"timestamp_far":       {with(message("K3", text("x")), func(m *channel.MessageReceived) { m.At = received })},
		"timestamp_garbage":   {with(message("K2", text("x")), func(m *channel.MessageReceived) { m.At = received })},
		"damaged_no_field":    {message("F1", text("x"))},
		"damaged_no_id":       {with(message("", text("tanpa id")), func(m *channel.MessageReceived) { m.ExternalID = "#" + inbound.String() })},
		"damaged_no_sender":   {ignore("message_without_sender")},
		"damaged_no_changes":  nil,
		"damaged_no_entry":    nil,
		"other_object":        nil,
		"system_number":       {channel.IdentityChanged{Inbound: inbound, From: budi, To: channel.Address{Phone: "+6289999999999"}, At: sentAt}},
		"system_number_old":   {channel.IdentityChanged{Inbound: inbound, From: budi, To: channel.Address{Phone: "+6289999999999"}, At: sentAt}},
		"edit":                {channel.MessageEdited{Inbound: inbound, Original: "wamid.T1", From: budi, At: sentAt, Content: text("Halo lagi")}},
		"revoke":              {channel.MessageRevoked{Inbound: inbound, Original: "wamid.T1", From: budi, At: sentAt}},
		"echo":                {channel.MessageEchoed{Inbound: inbound, ExternalID: "wamid.E9", To: budi, At: sentAt, Content: text("Dari ponsel")}},
		"damaged_no_metadata": {message("F2", text("x"))},
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(want, events(t, name), cmp.Comparer(func(a, b channel.InboundID) bool { return a == b })); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTranslate_statuses(t *testing.T) {
	t.Parallel()
	status := func(s channel.DeliveryStatus, change func(*channel.StatusReceived)) []channel.Event {
		out := channel.StatusReceived{Inbound: inbound, ExternalID: "wamid.OUT", Status: s, At: statusAt, Recipient: budi}
		if change != nil {
			change(&out)
		}
		return []channel.Event{out}
	}
	tests := map[string][]channel.Event{
		"status_sent": status("sent", func(s *channel.StatusReceived) {
			s.SendID = "0192-send"
			s.Pricing = &channel.Pricing{Billable: true, Model: "PMP", Category: "marketing", Type: "regular"}
		}),
		"status_delivered": status("delivered", nil),
		"status_read":      status("read", nil),
		"status_played":    status("played", nil),
		"status_failed": status("failed", func(s *channel.StatusReceived) {
			s.Error = &channel.SendError{Code: 131026, Class: channel.ClassNotOnNetwork, Reason: "undeliverable", Detail: "The network could not deliver the message."}
		}),
		"status_failed_old": status("failed", func(s *channel.StatusReceived) {
			s.Error = &channel.SendError{Code: 131050, Class: channel.ClassOptOut, Reason: "opted_out", Detail: "The network could not deliver the message."}
		}),
		"status_failed_bare": status("failed", func(s *channel.StatusReceived) {
			s.Error = &channel.SendError{Class: channel.ClassPermanent, Reason: "refused", Detail: "The network could not deliver the message."}
		}),
		"status_failed_no_code": status("failed", func(s *channel.StatusReceived) {
			s.Error = &channel.SendError{Class: channel.ClassPermanent, Reason: "refused", Detail: "The network could not deliver the message."}
		}),
		"status_user_id": status("read", func(s *channel.StatusReceived) { s.Recipient = channel.Address{UserID: "ID.1"} }),
		"status_unknown": {ignore("status_unknown")},
		"value_errors":   {ignore("field_unknown")},
		"unknown_field":  {ignore("field_unknown")},
		"template_status": {channel.TemplateChanged{
			Inbound: inbound, ExternalID: "12345678901234567890", Name: "promo", Language: "en_US", Event: "PAUSED", At: fieldAt,
		}},
		"template_rejected":   {channel.TemplateChanged{Inbound: inbound, ExternalID: "7", Name: "promo", Language: "id", Event: "REJECTED", Reason: "INVALID_FORMAT", At: fieldAt}},
		"template_quality":    {channel.TemplateChanged{Inbound: inbound, ExternalID: "7", Name: "promo", Language: "id", Quality: "red", At: fieldAt}},
		"template_category":   {channel.TemplateChanged{Inbound: inbound, ExternalID: "7", Name: "promo", Language: "id", Category: "MARKETING", At: fieldAt}},
		"number_quality":      {channel.ChannelChanged{Inbound: inbound, Event: "FLAGGED", Quality: "red", DailyLimit: 2000, DisplayPhone: "628110000", At: fieldAt}},
		"number_quality_new":  {channel.ChannelChanged{Inbound: inbound, Event: "UPGRADE", DailyLimit: 10000, DisplayPhone: "628110000", At: fieldAt}},
		"number_quality_word": {channel.ChannelChanged{Inbound: inbound, Event: "UPGRADE", DailyLimit: 10000, DisplayPhone: "628110000", At: fieldAt}},
		"number_unlimited":    {channel.ChannelChanged{Inbound: inbound, Event: "UPGRADE", DailyLimit: channel.Unlimited, DisplayPhone: "628110000", At: fieldAt}},
		"account_restricted":  {channel.ChannelChanged{Inbound: inbound, Event: "ACCOUNT_RESTRICTION", State: channel.NeedsAttention, Reason: "account_restricted", At: fieldAt}},
		"account_banned":      {channel.ChannelChanged{Inbound: inbound, Event: "DISABLED_UPDATE", State: channel.NeedsAttention, Reason: "account_banned", At: fieldAt}},
		"account_removed":     {channel.ChannelChanged{Inbound: inbound, Event: "PARTNER_REMOVED", State: channel.NeedsAttention, Reason: "access_removed", At: fieldAt}},
		"account_other":       {channel.ChannelChanged{Inbound: inbound, Event: "VOLUME_BASED_PRICING_TIER_UPDATE", At: fieldAt}},
		"preferences": {
			channel.PreferenceChanged{Inbound: inbound, Address: budi, Stop: true, At: sentAt},
			channel.PreferenceChanged{Inbound: inbound, Address: channel.Address{UserID: "ID.1"}, At: sentAt},
		},
		"user_id_update": {channel.IdentityChanged{
			Inbound: inbound, From: channel.Address{UserID: "ID.1"}, To: channel.Address{Phone: "+6281234567890", UserID: "ID.2"}, At: sentAt,
		}},
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(want, events(t, name), cmp.Comparer(func(a, b channel.InboundID) bool { return a == b })); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSplit_keysAndRoutes(t *testing.T) {
	t.Parallel()
	keys := func(name string) (out []string) {
		pieces, err := Split(delivery1(t, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pieces {
			out = append(out, p.PhoneID+"|"+p.Account+"|"+p.Key)
		}
		return out
	}
	want := []string{"100|900|m:wamid.W1", "200|901|m:wamid.W2", "200|901|s:wamid.OUT2:read", "666|999|m:wamid.W3"}
	if diff := cmp.Diff(want, keys("several_accounts")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"|900|m:wamid.F2"}, keys("damaged_no_metadata")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"|900|m:wamid.F3"}, keys("damaged_empty_number")); diff != "" {
		t.Error(diff)
	}
	pieces, err := Split(delivery1(t, "same_id_two_texts"))
	if err != nil || len(pieces) != 3 {
		t.Fatal(len(pieces), err)
	}
	if pieces[0].Key != pieces[1].Key || pieces[0].Fingerprint == pieces[1].Fingerprint || pieces[0].Fingerprint != pieces[2].Fingerprint {
		t.Errorf("fingerprints do not tell two texts apart: %+v", pieces)
	}
	again, err := Split(bytes.ReplaceAll(delivery1(t, "image"), []byte("a?x=1"), []byte("a?x=2")))
	first, err2 := Split(delivery1(t, "image"))
	if err != nil || err2 != nil || again[0].Fingerprint != first[0].Fingerprint {
		t.Error("a repeat with another address of the file counts as another message")
	}
	for _, body := range []string{"", "x", "[]", `"a"`, "null", "{"} {
		if _, err := Split([]byte(body)); err == nil {
			t.Errorf("Split(%q) succeeded", body)
		}
	}
}

func TestTranslate_secondContentUnderOneID(t *testing.T) {
	t.Parallel()
	pieces, err := Split(delivery1(t, "text"))
	if err != nil {
		t.Fatal(err)
	}
	evs, err := new(Connector).Translate(channel.Inbound{ID: inbound, Kind: pieces[0].Kind, Raw: pieces[0].Raw, ReceivedAt: received, Conflict: true})
	if err != nil {
		t.Fatal(err)
	}
	m, ok := evs[0].(channel.MessageReceived)
	if !ok || !m.Conflict || m.ExternalID == "wamid.T1" || networkID(m.ExternalID) != "wamid.T1" {
		t.Errorf("message = %+v", m)
	}
}

// Every delivery, whatever it is, can be split and translated, and what is stored is JSON.
func checkDelivery(t *testing.T, body []byte) {
	pieces, err := Split(body)
	if err != nil {
		return
	}
	for _, p := range pieces {
		if p.Key == "" || !json.Valid(p.Raw) {
			t.Fatalf("piece %q has raw %q", p.Key, p.Raw)
		}
		evs, err := new(Connector).Translate(channel.Inbound{ID: inbound, Kind: p.Kind, Raw: p.Raw, ReceivedAt: received})
		if err != nil || len(evs) == 0 {
			t.Fatalf("translate %s: %d events, %v", p.Raw, len(evs), err)
		}
		for _, ev := range evs {
			if m, ok := ev.(channel.MessageReceived); ok {
				if m.From.IsZero() || m.ExternalID == "" || m.At.IsZero() {
					t.Fatalf("message without sender, id or time from %s", p.Raw)
				}
				if _, err := m.At.MarshalJSON(); err != nil {
					t.Fatalf("time does not marshal: %v", err)
				}
				if _, err := json.Marshal(m.Content); err != nil {
					t.Fatalf("content does not marshal: %v", err)
				}
			}
		}
	}
	again, err := Split(body)
	if err != nil || len(again) != len(pieces) {
		t.Fatal("a second reading differs")
	}
	for i := range pieces {
		if pieces[i].Key != again[i].Key || pieces[i].Fingerprint != again[i].Fingerprint {
			t.Fatal("keys are not stable")
		}
	}
}

func deliveries(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/deliveries/*.json")
	if err != nil || len(files) < 50 {
		t.Fatal(len(files), err)
	}
	out := map[string][]byte{}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".json")
		out[name] = delivery1(t, name)
	}
	return out
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

func FuzzDelivery(f *testing.F) {
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
	})
}

func BenchmarkSplitAndTranslate(b *testing.B) {
	body := delivery1(b, "status_sent")
	b.ReportAllocs()
	for b.Loop() {
		pieces, err := Split(body)
		if err != nil {
			b.Fatal(err)
		}
		for _, p := range pieces {
			if _, err := new(Connector).Translate(channel.Inbound{Kind: p.Kind, Raw: p.Raw}); err != nil {
				b.Fatal(err)
			}
		}
	}
}
