// Package channeltest owns the conformance suite that every connector passes: what the rest of the program relies on, whatever
// the network is.
package channeltest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
)

// Network is a connector with a network behind it that accepts everything sent to Good and refuses for ever what is sent to Bad.
type Network struct {
	Connector channel.Connector
	Session   channel.Session
	Good, Bad channel.Address
	// Sent says how many messages the network has taken.
	Sent func() int
	// Break makes the network take the next message and then cut the connection; nil where that cannot happen.
	Break func()
	// Down makes the network unreachable from now on; nil where that cannot happen.
	Down func()
}

// Files are attachments in memory; it is a channel.MediaStore.
type Files struct {
	Bytes   map[string][]byte
	Uploads int
	known   map[string]string
}

// Open implements channel.MediaStore.
func (f *Files) Open(_ context.Context, attachment string) (io.ReadCloser, channel.MediaInfo, error) {
	b, ok := f.Bytes[attachment]
	if !ok {
		return nil, channel.MediaInfo{}, fault.New(fault.NotFound, "attachment.not_found", "There is no such file.")
	}
	return io.NopCloser(bytes.NewReader(b)), channel.MediaInfo{Name: attachment, MIME: "image/png", Size: int64(len(b))}, nil
}

// Uploaded implements channel.MediaStore.
func (f *Files) Uploaded(ctx context.Context, attachment string, _ time.Duration, upload func(context.Context) (string, error)) (string, error) {
	if known := f.known[attachment]; known != "" {
		return known, nil
	}
	external, err := upload(ctx)
	if err != nil {
		return "", err
	}
	f.Uploads++
	if f.known == nil {
		f.known = map[string]string{}
	}
	f.known[attachment] = external
	return external, nil
}

// Link implements channel.MediaStore.
func (f *Files) Link(_ context.Context, attachment string) (string, channel.MediaInfo, error) {
	b, ok := f.Bytes[attachment]
	if !ok {
		return "", channel.MediaInfo{}, fault.New(fault.NotFound, "attachment.not_found", "There is no such file.")
	}
	return "https://pesan.example.com/files/" + attachment, channel.MediaInfo{MIME: "image/png", Size: int64(len(b))}, nil
}

// Forget implements channel.MediaStore.
func (f *Files) Forget(_ context.Context, attachment string) error {
	delete(f.known, attachment)
	return nil
}

func text(body string) channel.Content {
	return channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: body}}
}

// Run runs the suite; make gives each part a network of its own.
func Run(t *testing.T, make func(t *testing.T) Network) {
	t.Helper()
	parts := map[string]func(*testing.T, Network){
		"sends and gets an id of its own":               sends,
		"refuses content over the limits before a call": validates,
		"tells a refusal for good":                      refuses,
		"never repeats an ambiguous send":               ambiguous,
		"says when nothing was sent":                    unreachable,
		"uploads a file once":                           uploads,
		"ends with its context":                         cancelled,
		"translates without failing or forgetting":      translates,
		"lists its abilities":                           capable,
	}
	for name, part := range parts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			part(t, make(t))
		})
	}
}

func send(ctx context.Context, n Network, to channel.Address, content channel.Content) (channel.Accepted, error) {
	return n.Connector.Send(ctx, n.Session, channel.Outgoing{SendID: id.New[Network]().String(), Attempt: 1, To: to, Content: content})
}

func sends(t *testing.T, n Network) {
	seen := map[string]bool{}
	for range 3 {
		got, err := send(t.Context(), n, n.Good, text("Halo"))
		if err != nil {
			t.Fatal(err)
		}
		if got.ExternalID == "" || seen[got.ExternalID] {
			t.Errorf("id %q is empty or was given before", got.ExternalID)
		}
		seen[got.ExternalID] = true
	}
	if n.Sent() != 3 {
		t.Errorf("the network has %d messages, want 3", n.Sent())
	}
}

func validates(t *testing.T, n Network) {
	most, letter := n.Connector.Capabilities().MaxTextLength, "é"
	if n.Connector.Capabilities().TextInBytes {
		letter = "e"
	}
	for name, content := range map[string]channel.Content{
		"empty": text(""), "blank": text(" \n"), "too long": text(strings.Repeat(letter, most+1)), "no type": {}, "no text": {Type: channel.TypeText},
		"incoming only": {Type: channel.TypeUnsupported, Unsupported: "poll"}, "no file": {Type: channel.TypeImage},
	} {
		if err := n.Connector.Validate(content); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: Validate = %v", name, err)
		}
		if _, err := send(t.Context(), n, n.Good, content); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: Send = %v", name, err)
		}
	}
	if err := n.Connector.Validate(text(strings.Repeat(letter, most))); err != nil {
		t.Errorf("the longest text: %v", err)
	}
	if _, err := send(t.Context(), n, channel.Address{}, text("Halo")); channel.AsSendError(err).Class != channel.ClassPermanent {
		t.Errorf("no address: %v", err)
	}
	if n.Sent() != 0 {
		t.Errorf("the network got %d messages", n.Sent())
	}
}

func refuses(t *testing.T, n Network) {
	_, err := send(t.Context(), n, n.Bad, text("Halo"))
	e, ok := errors.AsType[*channel.SendError](err)
	if !ok || e.Class.Retryable() || e.Class == channel.ClassUnknown || e.Reason == "" {
		t.Fatalf("refusal = %+v (%v)", e, err)
	}
	if strings.Contains(err.Error(), cmp.Or(n.Bad.Digits(), n.Bad.Handle())) {
		t.Error("the error names the recipient")
	}
}

func ambiguous(t *testing.T, n Network) {
	if n.Break == nil {
		t.Skip("cannot happen on this network")
	}
	if _, err := send(t.Context(), n, n.Good, text("Halo")); err != nil { // so that there is a kept connection
		t.Fatal(err)
	}
	n.Break()
	_, err := send(t.Context(), n, n.Good, text("Halo"))
	if e := channel.AsSendError(err); e == nil || e.Class != channel.ClassUnknown {
		t.Fatalf("a cut connection = %+v", e)
	}
	if n.Sent() != 2 {
		t.Errorf("the network has %d messages, want 2: something was repeated", n.Sent())
	}
}

func unreachable(t *testing.T, n Network) {
	if n.Down == nil {
		t.Skip("cannot happen on this network")
	}
	n.Down()
	_, err := send(t.Context(), n, n.Good, text("Halo"))
	if e := channel.AsSendError(err); e == nil || e.Class != channel.ClassRetry {
		t.Fatalf("an unreachable network = %+v", e)
	}
}

func uploads(t *testing.T, n Network) {
	if !slices.Contains(n.Connector.Capabilities().Types, channel.TypeImage) {
		return // a network that takes no files has nothing to upload
	}
	files := &Files{Bytes: map[string][]byte{"a1": []byte("picture")}}
	n.Session.Media = files
	content := channel.Content{Type: channel.TypeImage, Media: &channel.Media{AttachmentID: "a1", MIME: "image/png"}}
	for range 2 {
		if _, err := send(t.Context(), n, n.Good, content); err != nil {
			t.Fatal(err)
		}
	}
	if files.Uploads > 1 {
		t.Errorf("%d uploads of one file", files.Uploads)
	}
	content.Media.AttachmentID = "missing"
	if _, err := send(t.Context(), n, n.Good, content); err != nil && channel.AsSendError(err).Class == channel.ClassUnknown {
		t.Errorf("a missing file leaves the outcome open: %v", err)
	}
}

func cancelled(t *testing.T, n Network) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := send(ctx, n, n.Good, text("Halo"))
	if e := channel.AsSendError(err); e == nil || e.Class != channel.ClassRetry {
		t.Fatalf("a send that was over before it began = %+v", e)
	}
	if n.Sent() != 0 {
		t.Error("it was sent nevertheless")
	}
}

func translates(t *testing.T, n Network) {
	for _, raw := range []string{"", "x", "{}", "[]", "null", `{"body":1}`} {
		for _, kind := range []string{"", "message", "status", "field", "echo"} {
			evs, err := n.Connector.Translate(channel.Inbound{Kind: kind, Raw: []byte(raw)})
			if err == nil && len(evs) == 0 {
				t.Errorf("%q of kind %q vanished", raw, kind)
			}
		}
	}
}

func capable(t *testing.T, n Network) {
	c := n.Connector.Capabilities()
	if len(c.Types) == 0 || c.MaxTextLength <= 0 || n.Connector.Kind() == "" {
		t.Errorf("%q: %+v", n.Connector.Kind(), c)
	}
}
