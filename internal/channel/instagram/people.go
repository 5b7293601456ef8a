package instagram

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/graph"
)

// Person is what the network tells of somebody who has written to the account.
type Person = channel.Person

// Person reads the profile of a person. It fails with ErrNoConsent for somebody who has only commented: a comment opens no profile (Meta
// docs, user profile API, read 2026-11).
func (c *Connector) Person(ctx context.Context, s channel.Session, who channel.Address) (Person, error) {
	var w struct {
		Name      graph.String `json:"name"`
		Username  graph.String `json:"username"`
		Picture   graph.String `json:"profile_pic"`
		Followers graph.Int    `json:"follower_count"`
		Follows   *graph.Bool  `json:"is_user_follow_business"`
	}
	err := c.get(ctx, graph.Call{
		Method: http.MethodGet, Path: "/" + url.PathEscape(who.Handle()), Token: s.Token, Account: s.Channel.ExternalID,
		Query: url.Values{"fields": {"name,username,profile_pic,follower_count,is_user_follow_business"}},
	}, &w)
	if err != nil {
		return Person{}, err
	}
	if w.Follows == nil {
		return Person{}, ErrNoConsent
	}
	return Person{
		Name: clip(string(w.Name)), Username: clip(string(w.Username)), PictureURL: string(w.Picture), Follows: bool(*w.Follows), Followers: int64(w.Followers),
	}, nil
}

// Message reads a message that was only announced, as a fragment in the form of its delivery. It fails with ErrGone.
func (c *Connector) Message(ctx context.Context, s channel.Session, mid string) (channel.Fragment, error) {
	var w struct {
		ID   graph.ID     `json:"id"`
		At   graph.String `json:"created_time"`
		Text graph.String `json:"message"`
		From struct {
			ID graph.ID `json:"id"`
		} `json:"from"`
		To struct {
			Data []struct {
				ID graph.ID `json:"id"`
			} `json:"data"`
		} `json:"to"`
	}
	err := c.get(ctx, graph.Call{
		Method: http.MethodGet, Path: "/" + url.PathEscape(mid), Query: url.Values{"fields": {"id,created_time,from,to,message"}},
		Token: s.Token, Account: s.Channel.ExternalID,
	}, &w)
	if err != nil {
		return channel.Fragment{}, err
	}
	to := s.Channel.ExternalID
	if len(w.To.Data) > 0 {
		to = string(w.To.Data[0].ID)
	}
	if w.From.ID == "" {
		return channel.Fragment{}, ErrGone.With(errors.New("instagram: a message without a sender"))
	}
	return fetchedFragment(s.Channel.ExternalID, mid, string(w.From.ID), to, string(w.Text), moment(string(w.At))), nil
}

// Faults of files.
var (
	ErrMediaGone   = fault.New(fault.NotFound, "channel.media_gone", "The file is no longer available.")
	ErrMediaTooBig = fault.New(fault.TooLarge, "channel.media_too_large", "The file is larger than the network allows.")
)

// maxMedia is the largest file that comes in (Meta docs, Instagram messaging, read 2026-11: 25 MB).
const maxMedia = 25 << 20

// downloadTime bounds a download.
const downloadTime = 5 * time.Minute

// UploadMedia implements channel.Connector: the network fetches files itself, from the addresses in messages.
func (c *Connector) UploadMedia(context.Context, channel.Session, channel.MediaInfo, io.Reader) (string, error) {
	return "", invalid("type_unsupported", "Files are not uploaded to this network.")
}

// FetchMedia implements channel.Connector. A file that came in is known by its address, which ends soon. The token is not shown to it.
func (c *Connector) FetchMedia(ctx context.Context, _ channel.Session, address string) (io.ReadCloser, channel.MediaInfo, error) {
	return c.Download(ctx, address)
}

// Download reads a file from an address that the network gave: only from its own hosts over TLS, or from the configured one.
func (c *Connector) Download(ctx context.Context, address string) (io.ReadCloser, channel.MediaInfo, error) {
	none := channel.MediaInfo{}
	u, err := url.Parse(address)
	if err != nil || !c.mediaHost(u) {
		return nil, none, ErrMediaGone.With(errors.New("instagram: a media address of another host"))
	}
	ctx, cancel := context.WithTimeout(ctx, downloadTime)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		cancel()
		return nil, none, ErrMediaGone
	}
	req.Header.Set("User-Agent", c.cfg.UserAgent)
	res, err := c.graph.HTTP.Do(req)
	if err != nil {
		cancel()
		return nil, none, ErrUnreachable.With(graph.ErrNoAnswer)
	}
	if res.StatusCode != http.StatusOK || res.ContentLength > maxMedia {
		_ = res.Body.Close()
		cancel()
		switch {
		case res.StatusCode == http.StatusOK:
			return nil, none, ErrMediaTooBig
		case res.StatusCode >= 500 || res.StatusCode == http.StatusTooManyRequests:
			return nil, none, ErrUnreachable
		default:
			return nil, none, ErrMediaGone
		}
	}
	mime, _, _ := strings.Cut(res.Header.Get("Content-Type"), ";")
	return &bounded{in: res.Body, cancel: cancel, left: maxMedia}, channel.MediaInfo{MIME: strings.TrimSpace(mime), Size: res.ContentLength}, nil
}

// mediaHost says whether files may be read from a host.
func (c *Connector) mediaHost(u *url.URL) bool {
	if base, err := url.Parse(c.cfg.GraphURL); err == nil && u.Scheme == base.Scheme && u.Host == base.Host {
		return true
	}
	if u.Scheme != "https" {
		return false
	}
	for _, domain := range []string{"cdninstagram.com", "fbcdn.net", "fbsbx.com", "instagram.com"} {
		if strings.HasSuffix(u.Hostname(), "."+domain) {
			return true
		}
	}
	return false
}

// bounded fails when a file is larger than it may be.
type bounded struct {
	in     io.ReadCloser
	cancel func()
	left   int64
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.in.Read(p)
	b.left -= int64(n)
	if b.left < 0 {
		return 0, ErrMediaTooBig
	}
	return n, err
}

// Close implements io.Closer.
func (b *bounded) Close() error {
	defer b.cancel()
	return b.in.Close()
}

func isGone(err error) bool {
	f, ok := fault.Of(err)
	return ok && f.Code == ErrGone.Code
}

// clip bounds a name that a stranger chose, without the character that PostgreSQL cannot keep.
func clip(s string) string {
	const most = 256
	s = strings.ReplaceAll(s, "\x00", "")
	for i := range s {
		if i >= most {
			return s[:i]
		}
	}
	return s
}

func digest(parts ...[]byte) string {
	sum := sha256.New()
	for _, p := range parts {
		sum.Write(p)
		sum.Write([]byte{0})
	}
	return hexed(sum.Sum(nil)[:12])
}
