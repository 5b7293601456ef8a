package harness

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"strconv"
	"strings"
	"testing"
	"time"
)

var client = &http.Client{Timeout: 60 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 128}}

// Client speaks the API with the session of one person.
type Client struct {
	T    testing.TB
	Base string
	WS   string // /api/v1/workspaces/{slug}
	http *http.Client
}

// Owner makes a licence, a workspace and its owner on a stopped or running server, and returns username and code.
func (w *World) Owner(slug string) (username, code string) {
	w.T.Helper()
	licence := w.Admin("licence", "create", "--customer", "Toko "+slug, "--days", "365")
	username = "pemilik." + slug
	code = CodeIn(w.Admin("user", "add", "--username", username, "--name", "Pemilik"))
	w.Admin("workspace", "create", "--licence", licence, "--name", "Toko "+slug, "--slug", slug, "--owner", username)
	return username, code
}

// CodeIn finds the licence code in what `admin user add` prints.
func CodeIn(out string) string {
	for _, f := range strings.Fields(out) {
		if strings.HasPrefix(f, "KP-") {
			return f
		}
	}
	return ""
}

// Login opens a session.
func (w *World) Login(slug, username, code string) *Client {
	w.T.Helper()
	jar, _ := cookiejar.New(nil)
	c := &Client{T: w.T, Base: w.URL(), WS: "/api/v1/workspaces/" + slug, http: &http.Client{Jar: jar, Timeout: 120 * time.Second, Transport: client.Transport}}
	c.Must("POST", "/api/v1/session", map[string]string{"username": username, "licence_code": code}, nil)
	return c
}

// Do calls the API; a path that starts with "/api" is absolute, others are below the workspace. Headers come in pairs. Who is asked to
// slow down waits as long as the answer says, at most a minute, and asks again.
func (c *Client) Do(method, path string, body, out any, headers ...string) (int, error) {
	for {
		status, wait, err := c.call(method, path, body, out, headers)
		if status != http.StatusTooManyRequests || wait == 0 || wait > time.Minute {
			return status, err
		}
		time.Sleep(wait)
	}
}

func (c *Client) call(method, path string, body, out any, headers []string) (status int, wait time.Duration, err error) {
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return 0, 0, err
		}
		r = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, c.url(path), r)
	if err != nil {
		return 0, 0, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return c.send(req, out)
}

func (c *Client) url(path string) string {
	if strings.HasPrefix(path, "/api") || strings.HasPrefix(path, "/webhooks") {
		return c.Base + path
	}
	return c.Base + c.WS + path
}

func (c *Client) send(req *http.Request, out any) (status int, wait time.Duration, err error) {
	resp, err := c.http.Do(req)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return resp.StatusCode, 0, err
	}
	if resp.StatusCode >= 300 {
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		return resp.StatusCode, time.Duration(seconds) * time.Second, fmt.Errorf("%s %s: %d: %s", req.Method, req.URL.Path, resp.StatusCode, raw)
	}
	if s, ok := out.(*string); ok {
		*s = string(raw)
		return resp.StatusCode, 0, nil
	}
	if out != nil && len(raw) > 0 {
		return resp.StatusCode, 0, json.Unmarshal(raw, out)
	}
	return resp.StatusCode, 0, nil
}

// Must is Do that fails the test.
func (c *Client) Must(method, path string, body, out any, headers ...string) {
	c.T.Helper()
	if _, err := c.Do(method, path, body, out, headers...); err != nil {
		c.T.Fatal(err)
	}
}

// Upload posts a file as the form field "file".
func (c *Client) Upload(path, name string, content []byte, out any) (int, error) {
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	part, err := m.CreateFormFile("file", name)
	if err != nil {
		return 0, err
	}
	if _, err := part.Write(content); err != nil {
		return 0, err
	}
	_ = m.Close()
	req, err := http.NewRequest(http.MethodPost, c.url(path), &form)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", m.FormDataContentType())
	status, _, err := c.send(req, out)
	return status, err
}

// ID reads the "id" of an object.
type ID struct {
	ID string `json:"id"`
}
