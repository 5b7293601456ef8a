package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/kelolapesan/kelola/internal/sandbox"
	"github.com/kelolapesan/kelola/test/harness"
)

// peer is the sandbox as a process of its own, which the product and the bare client face alike. It sends no webhooks.
type peer struct {
	t   *bed
	url string
	pid int
}

func startPeer(t *bed, binary string) *peer {
	listen := harness.FreePort(t)
	record := filepath.Join(t.TempDir(), "record.jsonl")
	cmd := exec.Command(binary, "sandbox", "--listen", listen, "--webhook=", "--record", record, "--status-delay", "1h")
	cmd.Env = append(os.Environ(), "KELOLA_META_APP_ID="+harness.AppID, "KELOLA_META_APP_SECRET="+harness.AppSecret,
		"KELOLA_META_VERIFY_TOKEN="+harness.VerifyToken, "KELOLA_LOG_LEVEL=warn")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	p := &peer{t: t, url: "http://" + listen, pid: cmd.Process.Pid}
	deadline := time.Now().Add(20 * time.Second)
	for {
		if resp, err := http.Get(p.url + "/sandbox/connection"); err == nil {
			_ = resp.Body.Close()
			return p
		}
		if time.Now().After(deadline) {
			t.Fatalf("the sandbox did not start: %s", out.String())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (p *peer) ask(method, path string, body, out any) {
	var r io.Reader = http.NoBody
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			p.t.Fatal(err)
		}
		r = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, p.url+path, r)
	if err != nil {
		p.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusOK {
		p.t.Fatalf("sandbox %s: %d: %s", path, resp.StatusCode, raw)
	}
	if out != nil {
		if err := json.Unmarshal(raw, out); err != nil {
			p.t.Fatal(err)
		}
	}
}

// clear forgets everything and sets how long a send takes.
func (p *peer) clear(latency time.Duration) {
	p.ask("POST", "/sandbox/reset", map[string]any{}, nil)
	if latency > 0 {
		p.ask("POST", "/sandbox/faults", sandbox.Fault{Kind: "latency", Route: "send", LatencyMS: latency.Milliseconds()}, nil)
	}
}

// accepted returns how many messages arrived, when the first did, and how many recipients got one twice.
func (p *peer) accepted() (total, twice int, first time.Time) {
	var rows struct {
		Effects []sandbox.Effect `json:"effects"`
		Total   int              `json:"total"`
	}
	p.ask("GET", "/sandbox/effects?limit=1", nil, &rows)
	if len(rows.Effects) > 0 {
		first = rows.Effects[0].At
	}
	var counts struct {
		PerRecipient map[string]int `json:"per_recipient"`
	}
	p.ask("GET", "/sandbox/effects?counts=1", nil, &counts)
	for _, n := range counts.PerRecipient {
		if n > 1 {
			twice++
		}
	}
	return rows.Total, twice, first
}

// bareSend is the bare client loop: keep-alive POSTs of n template messages like the product's, with so many workers.
func (p *peer) bareSend(n, workers int) (time.Duration, cost) {
	mac := hmac.New(sha256.New, []byte(harness.AppSecret))
	mac.Write([]byte(sandbox.DefaultToken))
	target := p.url + "/v26.0/" + sandbox.DefaultNumber + "/messages?appsecret_proof=" + hex.EncodeToString(mac.Sum(nil))
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: workers}}
	defer client.CloseIdleConnections()
	var next, bad atomic.Int64
	var work sync.WaitGroup
	use := watch(os.Getpid(), "")
	begin := time.Now()
	for range workers {
		work.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				if !post(client, target, template(int(i)), "Authorization", "Bearer "+sandbox.DefaultToken) {
					bad.Add(1)
				}
			}
		})
	}
	work.Wait()
	took := time.Since(begin)
	if bad.Load() > 0 {
		p.t.Fatalf("the bare client had %d refusals", bad.Load())
	}
	return took, use.per(n)
}

func template(i int) []byte {
	return fmt.Appendf(nil, `{"biz_opaque_callback_data":"0192f000-0000-7000-8000-%012d","messaging_product":"whatsapp","recipient_type":"individual","template":{"components":[{"parameters":[{"text":"Pelanggan %d","type":"text"},{"text":"JNE","type":"text"}],"type":"body"}],"language":{"code":"id"},"name":"pesanan_dikirim"},"to":"62811%07d","type":"template"}`, i, i, i)
}

// post sends one body and reads the whole answer.
func post(c *http.Client, target string, body []byte, header, value string) bool {
	req, err := http.NewRequest(http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		return false
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(header, value)
	resp, err := c.Do(req)
	if err != nil {
		return false
	}
	_, err = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	return err == nil && resp.StatusCode == http.StatusOK
}
