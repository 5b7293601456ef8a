package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	"github.com/kelolapesan/kelola/internal/sandbox"
	"github.com/kelolapesan/kelola/test/harness"
)

// handlerRole makes this program the bare handler instead: it verifies the signature and answers 200.
const handlerRole = "KELOLA_BENCH_HANDLER"

func bareHandler(listen string) error {
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	srv := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 8<<20))
		if err != nil || !hmac.Equal([]byte(sign(body)), []byte(r.Header.Get("X-Hub-Signature-256"))) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.WriteHeader(http.StatusOK)
	})}
	return srv.Serve(l)
}

func sign(body []byte) string {
	mac := hmac.New(sha256.New, []byte(harness.AppSecret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// startHandler runs the bare handler as a process of its own and returns its address.
func startHandler(t *bed) (url string, pid int) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	listen := harness.FreePort(t)
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), handlerRole+"="+listen)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	for range 250 {
		if c, err := net.Dial("tcp", listen); err == nil {
			_ = c.Close()
			return "http://" + listen, cmd.Process.Pid
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("the bare handler did not start")
	return "", 0
}

// inbound is a delivery of messages first to first+count-1, each of one of so many customers.
func inbound(first, count, customers int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"object":"whatsapp_business_account","entry":[{"id":%q,"changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"6280010000001","phone_number_id":%q},"messages":[`,
		sandbox.DefaultWABA, sandbox.DefaultNumber)
	for i := first; i < first+count; i++ {
		if i > first {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"from":"62811%07d","id":"wamid.B%d","timestamp":"%d","type":"text","text":{"body":"Halo, apakah pesanan %d sudah %s?"}}`,
			i%customers, i, 1790000000+i, i, words[i%len(words)])
	}
	b.WriteString(`]}}]}]}`)
	return b.Bytes()
}

var words = []string{"dikirim", "dibayar", "dibungkus", "sampai", "diterima", "diproses", "dikonfirmasi"}

// burst is what came of posting bodies through 64 connections.
type burst struct {
	rate     float64
	p50, p99 float64 // ms
	bad      int64
}

// deliver posts n bodies to a target and waits for the answers.
func deliver(target string, n int, body func(i int) []byte) burst {
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: workers, MaxConnsPerHost: workers}}
	defer client.CloseIdleConnections()
	bodies, signatures := make([][]byte, n), make([]string, n)
	for i := range n {
		bodies[i] = body(i)
		signatures[i] = sign(bodies[i])
	}
	took := make([]time.Duration, n)
	var next, bad atomic.Int64
	var work sync.WaitGroup
	begin := time.Now()
	for range workers {
		work.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				at := time.Now()
				if !post(client, target, bodies[i], "X-Hub-Signature-256", signatures[i]) {
					bad.Add(1)
				}
				took[i] = time.Since(at)
			}
		})
	}
	work.Wait()
	return burst{rate: float64(n) / time.Since(begin).Seconds(), p50: quantile(took, 0.5), p99: quantile(took, 0.99), bad: bad.Load()}
}

// unread counts the unread messages of all conversations, no faster than one person may ask.
func (s *site) unread() int {
	total, cursor := 0, ""
	for {
		var p struct {
			Items []struct {
				Unread int `json:"unread"`
			} `json:"items"`
			Next *string `json:"next"`
		}
		status, err := s.client.Do("GET", "/conversations?view=unread&limit=200&cursor="+cursor, nil, &p)
		if status == http.StatusTooManyRequests {
			time.Sleep(200 * time.Millisecond)
			continue
		}
		if err != nil {
			s.T.Fatal(err)
		}
		for _, c := range p.Items {
			total += c.Unread
		}
		if p.Next == nil || *p.Next == "" {
			return total
		}
		cursor = *p.Next
	}
}

// webhooks measures P4 on one engine.
func webhooks(o options, engine string) (rows []row, err error) {
	const customers = 400
	n := o.n / 2
	err = measure("P4 "+engine, func(t *bed) {
		p := startPeer(t, o.binary)
		handler, handlerPID := startHandler(t)
		s := open(t, o, engine, p.url)
		s.client.ConnectSandbox(0)
		sent := 0
		var bare, product, ratio, p50, p99, cpu, pg, peak, lag []float64
		for range o.rounds {
			one := func(i int) []byte { return inbound(sent+i, 1, customers) }
			baseCPU := watch(handlerPID, "")
			base := deliver(handler, n, one)
			baseCost := baseCPU.per(n)
			use := watch(s.PID(), engine)
			got := deliver(s.URL()+"/webhooks/meta", n, one)
			answered := time.Now()
			if base.bad+got.bad > 0 {
				t.Fatalf("%d and %d deliveries were refused", base.bad, got.bad)
			}
			sent += n
			s.Wait(2*time.Minute, "all messages to be in the inbox", func() bool { return s.unread() >= sent })
			if got := s.unread(); got != sent {
				t.Fatalf("%d messages in the inbox of %d delivered", got, sent)
			}
			late := time.Since(answered)
			c := use.per(n)
			t.Logf("bare %.0f/s (%v CPU), product %.0f/s, p50 %.1f ms, p99 %.1f ms, CPU %v + %v in the database, processed %v later",
				base.rate, baseCost.cpu, got.rate, got.p50, got.p99, c.cpu, c.pg, late.Round(10*time.Millisecond))
			bare, product, ratio = append(bare, base.rate), append(product, got.rate), append(ratio, got.rate/base.rate)
			p50, p99 = append(p50, got.p50), append(p99, got.p99)
			cpu, pg, peak, lag = append(cpu, us(c.cpu)), append(pg, us(c.pg)), append(peak, mib(c.peak)), append(lag, late.Seconds())
		}
		scale := fmt.Sprintf("%d events, %d connections, %d rounds", n, workers, o.rounds)
		rows = append(rows,
			row{key: "P4 ratio", engine: engine, scale: scale, met: median(ratio) >= 0.5,
				measured: fmt.Sprintf("%.2f (%.0f of %.0f events/s), CPU %.0f µs%s with processing, which ends %.1f s later, peak %.0f MiB",
					median(ratio), median(product), median(bare), median(cpu), inDatabase(engine, pg), median(lag), median(peak))},
			row{key: "P4 p99", engine: engine, scale: scale, met: median(p99) <= 50, measured: fmt.Sprintf("%.1f ms (p50 %.1f ms)", median(p99), median(p50))},
		)
	})
	return rows, err
}
